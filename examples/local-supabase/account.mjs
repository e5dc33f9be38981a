// What the local stack is set up with. Nothing of it is a secret: the stack listens on
// loopback, holds demonstration data, and is thrown away.
export const account = {
  email: "ada@example.org",
  password: "local-only-password",
  tenant: "11111111-1111-4111-8111-111111111111",
  project: "22222222-2222-4222-8222-222222222222",
};
export const key = "sb_" + "publishable_local";
export const secretKey = "sb_" + "secret_local";
export const tokenSecret = "driftsync-local-jwt-secret-at-least-32-bytes-long";
