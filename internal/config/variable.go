package config

// Variable is one variable of the environment that driftsync reads.
type Variable struct {
	Name   string
	What   string
	Secret bool // its value is never shown
}

// Variables returns all of them, in the order in which they are explained.
func Variables() []Variable {
	return []Variable{
		{"DRIFTSYNC_URL", "URL of the Supabase project", false},
		{"DRIFTSYNC_KEY", "its publishable key; service-role keys are refused", false},
		{"DRIFTSYNC_TENANT", "id of the tenant", false},
		{"DRIFTSYNC_PROJECT", "id of the project", false},
		{"DRIFTSYNC_TOKEN", "access token of a user; stands in for a login", true},
		{"DRIFTSYNC_EMAIL", "address of a machine user; its session stays in memory", false},
		{"DRIFTSYNC_PASSWORD_FILE", "file that holds its password, or - for standard input", false},
		{"DRIFTSYNC_CREDENTIAL_STORE", "where a login is kept: auto, keyring or file", false},
		{"DRIFTSYNC_SOURCE", "name of this set of databases, unique in the project", false},
		{"DRIFTSYNC_POLICY", "another policy file; it can only add to the machine's", false},
		{"DRIFTSYNC_PSEUDONYM_KEY", "key of pseudonyms, the same for the whole team", true},
		{"DRIFTSYNC_DB_URL", "connection string of the database's owner, for schema apply and diff", true},
		{"DRIFTSYNC_LOG_FORMAT", "none, text or json: a line a stage on standard error", false},
		{"DRIFTSYNC_STATE", "folder for state", false},
		{"DRIFTSYNC_CACHE", "folder for compiled code", false},
		{"HTTPS_PROXY", "proxy on the way to the project, as http://USER:PASSWORD@HOST:PORT", true},
		{"NO_PROXY", "hosts that are reached without it", false},
		{"SSL_CERT_FILE", "file with the authorities to trust, such as that of a proxy that looks into TLS; not on macOS and Windows", false},
		{"DRIFT_PROJECT_ROOT", "project root, as for Drift", false},
		{"CI", "where set, the source is ci unless it has a name", false},
		{"NO_COLOR", "where set, no colours; so with TERM=dumb, and CLICOLOR=0", false},
		{"CLICOLOR_FORCE", "where set and not 0, colours in pipes too", false},
	}
}
