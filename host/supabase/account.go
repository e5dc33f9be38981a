package supabase

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/migration"
)

// Account is a user of a Supabase project, before a tenant and a project are chosen.
type Account struct{ sink *Sink }

// NewAccount checks URL and key and returns an account. It opens no connection. Tenant
// and Project of the options are not needed.
func NewAccount(o Options) (*Account, error) {
	o.Tenant, o.Project = uuid.Nil, uuid.Nil
	s, err := open(o)
	if err != nil {
		return nil, err
	}
	return &Account{s}, nil
}

// Close ends idle connections.
func (a *Account) Close() error { return a.sink.Close() }

// Tenant is one that the account is an active member of.
type Tenant struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Role string    `json:"role"` // owner, admin, member or viewer
}

// Project is one of a tenant's.
type Project struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// Join takes up the invitations to the account's confirmed e-mail address and returns
// how many tenants it brought.
func (a *Account) Join(ctx context.Context) (int, error) {
	var answer struct {
		Joined int `json:"joined"`
	}
	err := a.sink.call(ctx, "driftsync_join", map[string]any{}, &answer)
	return answer.Joined, err
}

// Tenants returns the account's tenants by name.
func (a *Account) Tenants(ctx context.Context) ([]Tenant, error) {
	var memberships []struct {
		Tenant uuid.UUID `json:"tenant_id"`
		Role   string    `json:"role"`
	}
	if err := a.list(ctx, uuid.Nil, "user_tenant_mappings", "tenant_id,role", "tenant_id,user_id", &memberships); err != nil {
		return nil, err
	}
	roles := map[uuid.UUID]string{}
	for _, m := range memberships {
		roles[m.Tenant] = m.Role
	}
	var tenants []Tenant // only those of active memberships
	if err := a.list(ctx, uuid.Nil, "tenants", "id,name", "name,id", &tenants); err != nil {
		return nil, err
	}
	for i, t := range tenants {
		tenants[i].Role = roles[t.ID]
	}
	return tenants, nil
}

// Projects returns the tenant's projects by name.
func (a *Account) Projects(ctx context.Context, tenant uuid.UUID) ([]Project, error) {
	var projects []Project
	return projects, a.list(ctx, tenant, "projects", "id,name", "name,id", &projects)
}

// CreateTenant makes a tenant with the account as its owner.
func (a *Account) CreateTenant(ctx context.Context, name string) (uuid.UUID, error) {
	var made created
	if err := a.sink.call(ctx, "driftsync_create_tenant", map[string]any{"p_name": name}, &made); err != nil {
		return uuid.Nil, err
	}
	return made.Tenant, made.refusal()
}

// CreateProject makes a project of the tenant.
func (a *Account) CreateProject(ctx context.Context, tenant uuid.UUID, name string) (uuid.UUID, error) {
	var made created
	args := map[string]any{"p_tenant": tenant, "p_name": name}
	if err := a.sink.callAs(ctx, tenant, "driftsync_create_project", args, &made); err != nil {
		return uuid.Nil, err
	}
	return made.Project, made.refusal()
}

type created struct {
	Refused string    `json:"refused"`
	Tenant  uuid.UUID `json:"tenant"`
	Project uuid.UUID `json:"project"`
}

func (c created) refusal() error {
	switch c.Refused {
	case "":
		return nil
	case "closed":
		return fault.New(fault.SinkRefused, "the account is in no tenant, and the owner of the Supabase project lets nobody make one",
			"ask an owner or admin of your team's tenant for an invitation, then run driftsync link again; if the Supabase project is yours, allow it in its SQL editor: update app_private.onboarding set new_tenants = 'first'", nil)
	case "client":
		return fault.New(fault.SinkRefused, "the token was given to an application, which may read and push and no more", auth.HintLogin, nil)
	case "role":
		return fault.New(fault.SinkRefused, "the account may not make projects in this tenant",
			"ask an owner or admin of the tenant to make it, or choose one that is there with --project", nil)
	case "name":
		return fault.New(fault.ConfigInvalid, "the name is empty or longer than 128 characters", "choose another one", nil)
	case "login":
		return fault.New(fault.SinkLogin, "anonymous accounts get no tenant", auth.HintLogin, nil)
	}
	return errNotGranted(c.Refused)
}

// Open returns tables of driftsync's that row-level security does not close, and why: it is
// off, or a policy is not driftsync's. Only a member of a tenant gets an answer. The fault of a cloud
// schema that cannot say is [fault.SinkSchema].
func (a *Account) Open(ctx context.Context) ([]string, error) {
	tenants, err := a.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Refused string   `json:"refused"`
		Open    []string `json:"open"`
	}
	tenant := uuid.Nil
	if len(tenants) > 0 {
		tenant = tenants[0].ID
	}
	if err := a.sink.callAs(ctx, tenant, "driftsync_open", map[string]any{}, &answer); err != nil {
		return nil, err
	}
	if answer.Refused != "" {
		return nil, errNotGranted(answer.Refused)
	}
	return answer.Open, nil
}

// list reads a table.
func (a *Account) list(ctx context.Context, tenant uuid.UUID, table, columns, order string, into any) error {
	query := url.Values{"select": {columns}, "order": {order}}
	answer, err := a.sink.pages(ctx, request{method: http.MethodGet, path: table, query: query, tenant: tenant})
	if err != nil {
		return err
	}
	switch v := answer.judge(); {
	case v == accepted && json.Unmarshal(answer.body, into) == nil:
		return nil
	case v == wrongSchema && answer.ungranted:
		return errUngranted(table, answer.reply)
	case v == wrongSchema || v == noRight:
		files, err := migration.Files()
		if err != nil {
			return err
		}
		return errSchema(table, files[0].Name, answer.reply)
	}
	return fault.New(fault.SinkRefused, "the destination does not show "+table+" ("+answer.reply.String()+")",
		"check DRIFTSYNC_URL: it is that of the Supabase project, without a path", nil)
}
