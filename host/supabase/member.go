package supabase

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
)

// Member is a user with a role in a tenant.
type Member struct {
	User    uuid.UUID `json:"user"`
	Email   string    `json:"email"` // empty where Auth has none
	Role    string    `json:"role"`
	Active  bool      `json:"active"`  // the membership has not ended
	Account bool      `json:"account"` // Auth knows the user, and has neither deleted nor banned it
	You     bool      `json:"you"`
}

// Invitation is one that was not taken up.
type Invitation struct {
	Email     string    `json:"email"`
	Role      string    `json:"role"`
	InvitedBy uuid.UUID `json:"invited_by"`
	Inviter   string    `json:"inviter"` // e-mail address
	Expires   time.Time `json:"expires_at"`
	Open      bool      `json:"open"` // not expired, and the inviter may still invite
}

// People are who belongs to a tenant and who is asked to.
type People struct {
	Members     []Member     `json:"members"`
	Invitations []Invitation `json:"invitations"`
}

// Members returns the people of a tenant. The account has to be an owner or admin of it.
func (a *Account) Members(ctx context.Context, tenant uuid.UUID) (*People, error) {
	var answer struct {
		settled
		People
	}
	if err := a.sink.callAs(ctx, tenant, "driftsync_members", map[string]any{"p_tenant": tenant}, &answer); err != nil {
		return nil, err
	}
	return &answer.People, answer.refusal()
}

// Invited is what an invitation did.
type Invited struct {
	Was     string `json:"was"`      // role of the one that was open before; empty for none
	ByOther bool   `json:"by_other"` // and it was somebody else's
}

// Invite asks the user of an e-mail address into a tenant. One that is open is lowered to
// a lesser role only if lower says so.
func (a *Account) Invite(ctx context.Context, tenant uuid.UUID, email, role string, lower bool) (*Invited, error) {
	var answer struct {
		settled
		ByOther bool `json:"by_other"`
	}
	args := map[string]any{"p_tenant": tenant, "p_email": email, "p_role": role, "p_lower": lower}
	if err := a.sink.callAs(ctx, tenant, "driftsync_invite", args, &answer); err != nil {
		return nil, err
	}
	return &Invited{answer.Was, answer.ByOther}, answer.refusal()
}

// Revoked are the roles that ended, empty for none.
type Revoked struct {
	Invitation string `json:"invitation"`
	Membership string `json:"membership"`
}

// Revoke ends the invitation of an address and, with member, the membership of an address
// or of a user by its id.
func (a *Account) Revoke(ctx context.Context, tenant uuid.UUID, email string, member bool) (*Revoked, error) {
	var answer struct {
		settled
		Revoked
	}
	args := map[string]any{"p_tenant": tenant, "p_email": email, "p_member": member}
	if err := a.sink.callAs(ctx, tenant, "driftsync_revoke", args, &answer); err != nil {
		return nil, err
	}
	return &answer.Revoked, answer.refusal()
}

// settled is the part of an answer that says why nothing was done.
type settled struct {
	Refused string `json:"refused"`
	Was     string `json:"was"` // role that stands in the way, or stood before
}

func (s settled) refusal() error {
	switch s.Refused {
	case "":
		return nil
	case "role":
		return fault.New(fault.SinkRefused, "the account may not do this to members of the tenant",
			"ask an owner of the tenant: an admin keeps members and viewers only", nil)
	case "client":
		return errDelegated()
	case "closed":
		return fault.New(fault.SinkRefused, "the owner of the Supabase project lets nobody invite",
			"where Auth confirms e-mail addresses, turn it on in the SQL editor: update app_private.onboarding set invitations = true", nil)
	case "invitation":
		return fault.New(fault.ConfigInvalid, "the address or the role of the invitation cannot be used",
			"name one e-mail address, and a role of admin, member or viewer", nil)
	case "member":
		return fault.New(fault.SinkRefused, "the address is of somebody who is in the tenant already, as "+s.Was,
			"nothing was changed; driftsync link members shows the roles", nil)
	case "ended":
		return fault.New(fault.SinkRefused, "the membership of this address was ended, and an invitation does not bring it back",
			"the owner of the Supabase project can set active = true and deprovisioned_at = null in user_tenant_mappings", nil)
	case "lower":
		return fault.New(fault.SinkRefused, fmt.Sprintf("the address has an open invitation as %s, and this one would lower it", s.Was),
			"nothing was changed; repeat with --lower if that is meant", nil)
	case "self":
		return fault.New(fault.SinkRefused, "nobody ends a membership of their own", "ask another owner of the tenant", nil)
	case "nobody":
		return fault.New(fault.SinkRefused, "no open invitation has this address",
			"driftsync link members lists them; --member ends a membership too", nil)
	}
	return errNotGranted(s.Refused)
}

func errDelegated() error {
	return fault.New(fault.SinkRefused, "the token belongs to a program that acts for a user, and such a one may read and push only",
		"log in yourself: driftsync login", nil)
}
