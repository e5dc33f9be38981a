package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/glyph"
)

const (
	linkMembersSchema = "driftsync.link.members/1"
	linkInviteSchema  = "driftsync.link.invite/1"
	linkRevokeSchema  = "driftsync.link.revoke/1"
)

// team is a tenant that a command looks after.
type team struct {
	Root   string `placeholder:"DIR" help:"Project root whose configuration names the Supabase project."`
	Tenant string `placeholder:"NAME" help:"Tenant, by name or id; default the linked one, else the only one."`
}

// open returns the account and the tenant. The caller closes the account.
func (t *team) open(ctx context.Context, c *cli) (*supabase.Account, *supabase.Tenant, error) {
	_, cfg, err := c.settings(t.Root)
	if err != nil {
		return nil, nil, err
	}
	a, err := openAccount(cfg)
	if err != nil {
		return nil, nil, err
	}
	found, err := t.among(ctx, a, cfg.Cloud.Tenant)
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, found, nil
}

func (t *team) among(ctx context.Context, a *supabase.Account, linked string) (*supabase.Tenant, error) {
	all, err := a.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	wanted := t.Tenant
	if wanted == "" {
		wanted = knownID(linked, all, func(t supabase.Tenant) string { return t.ID.String() })
	}
	found, err := pick("tenant", wanted, all, func(t supabase.Tenant) (string, string) { return t.ID.String(), t.Name })
	if err == nil && found == nil {
		return nil, fault.New(fault.ConfigInvalid, "the account is not a member of a tenant of that name",
			"choose one of: "+listNames(all, func(t supabase.Tenant) string { return t.Name }), nil)
	}
	return found, err
}

type linkMembers struct{ team }

// Run prints members and invitations.
func (l *linkMembers) Run(c *cli, s streams, ctx *context.Context) error {
	people, err := l.people(*ctx, c)
	if err != nil {
		return fail(c, s, linkMembersSchema, err)
	}
	if c.JSON {
		counts := map[string]int{"members": len(people.Members), "invitations": len(people.Invitations)}
		return printJSON(s.out, envelope{Schema: linkMembersSchema, OK: true, Summary: counts, Result: people})
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Member\tRole\t")
	for _, m := range people.Members {
		fmt.Fprintf(w, "%s\t%s\t%s\n", nameOf(m.Email, m.User), m.Role, strings.Join(memberRemarks(m), ", "))
	}
	if len(people.Invitations) > 0 {
		fmt.Fprintln(w, "\nInvited\tAs\tUntil\tBy\t")
	}
	for _, i := range people.Invitations {
		ended := ""
		if !i.Open {
			ended = "no longer open"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", glyph.Visible(i.Email), i.Role, i.Expires.Local().Format("2006-01-02"), nameOf(i.Inviter, i.InvitedBy), ended)
	}
	return w.Flush()
}

func (l *linkMembers) people(ctx context.Context, c *cli) (*supabase.People, error) {
	a, tenant, err := l.open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	return a.Members(ctx, tenant.ID)
}

// nameOf names a user by its address, or by its id where it has none.
func nameOf(email string, user uuid.UUID) string {
	if email == "" {
		return user.String()
	}
	return glyph.Visible(email)
}

func memberRemarks(m supabase.Member) (all []string) {
	if m.You {
		all = append(all, "you")
	}
	if !m.Active {
		all = append(all, "ended")
	}
	if !m.Account {
		all = append(all, "no account")
	}
	return all
}

type linkInvite struct {
	Email string `arg:"" help:"Address of the user, which Auth has to confirm."`
	Role  string `enum:"admin,member,viewer" default:"member" help:"What the user may do: admin, member (the default: push and read) or viewer."`
	Lower bool   `help:"Lower an open invitation of this address to a lesser role."`
	team
}

// invited is the result of an invitation.
type invited struct {
	Email   string    `json:"email"`
	Role    string    `json:"role"`
	Tenant  uuid.UUID `json:"tenant"`
	Was     string    `json:"was"`      // role of the invitation that was open before; empty for none
	ByOther bool      `json:"by_other"` // and it was somebody else's
}

// Run invites.
func (l *linkInvite) Run(c *cli, s streams, ctx *context.Context) error {
	done, name, err := l.invite(*ctx, c)
	if err != nil {
		return fail(c, s, linkInviteSchema, err)
	}
	if c.JSON {
		return finish(c, s, linkInviteSchema, done, nil)
	}
	if c.Quiet {
		return nil
	}
	_, err = fmt.Fprintf(s.out, "%s is invited into %s as %s, for 14 days%s.\nNo mail is sent: tell them to run driftsync login and driftsync link.\n",
		glyph.Visible(done.Email), glyph.Visible(name), done.Role, done.before())
	return err
}

// before says what was open until now.
func (i *invited) before() string {
	whose := "yours"
	if i.ByOther {
		whose = "another's"
	}
	switch i.Was {
	case "":
		return ""
	case i.Role:
		return ", again: there was one of " + whose
	}
	return fmt.Sprintf("; until now it was as %s, by an invitation of %s", i.Was, whose)
}

func (l *linkInvite) invite(ctx context.Context, c *cli) (*invited, string, error) {
	a, tenant, err := l.open(ctx, c)
	if err != nil {
		return nil, "", err
	}
	defer a.Close()
	did, err := a.Invite(ctx, tenant.ID, l.Email, l.Role, l.Lower)
	if err != nil {
		return nil, "", err
	}
	return &invited{l.Email, l.Role, tenant.ID, did.Was, did.ByOther}, tenant.Name, nil
}

type linkRevoke struct {
	Email  string `arg:"" help:"Address of the invitation; with --member also the id of a user that has none."`
	Member bool   `help:"End the membership too, at once. Sources and rows of the user stay; see source handover and purge."`
	team
}

// revoked is the result of a revocation.
type revoked struct {
	Email string `json:"email"`
	supabase.Revoked
}

// Run revokes.
func (l *linkRevoke) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := l.revoke(*ctx, c)
	if err != nil {
		return fail(c, s, linkRevokeSchema, err)
	}
	if c.JSON {
		return finish(c, s, linkRevokeSchema, done, nil)
	}
	if c.Quiet {
		return nil
	}
	if done.Invitation != "" {
		fmt.Fprintf(s.out, "The invitation of %s as %s has ended.\n", glyph.Visible(done.Email), done.Invitation)
	}
	if done.Membership != "" {
		fmt.Fprintf(s.out, "The membership of %s as %s has ended, and with it the invitations that they had open. Their sources stay: driftsync source list.\n",
			glyph.Visible(done.Email), done.Membership)
	}
	return nil
}

func (l *linkRevoke) revoke(ctx context.Context, c *cli) (*revoked, error) {
	a, tenant, err := l.open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	did, err := a.Revoke(ctx, tenant.ID, l.Email, l.Member)
	if err != nil {
		return nil, err
	}
	return &revoked{l.Email, *did}, nil
}
