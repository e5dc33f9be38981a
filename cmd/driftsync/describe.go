package main

import (
	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
)

// docsResult describes the command line for programs: everything, or one topic.
type docsResult struct {
	Topic    string              `json:"topic,omitempty"`
	Text     string              `json:"text,omitempty"` // of the topic
	Flags    []describedFlag     `json:"flags,omitempty"`
	Commands []describedCommand  `json:"commands,omitempty"`
	Variable []describedVariable `json:"variables,omitempty"`
	Statuses []describedStatus   `json:"exit_statuses,omitempty"`
	Codes    []describedCode     `json:"codes,omitempty"`
	Topics   []string            `json:"topics,omitempty"`
}

type describedCommand struct {
	Path      string             `json:"path"`
	Group     string             `json:"group"`
	Help      string             `json:"help"`
	Arguments []describedFlag    `json:"arguments"`
	Flags     []describedFlag    `json:"flags"`
	Examples  []describedExample `json:"examples"`
	Statuses  []int              `json:"exit_statuses"`
	See       []string           `json:"see"`
}

type describedFlag struct {
	Name     string   `json:"name"`
	Help     string   `json:"help"`
	Default  string   `json:"default,omitempty"`
	Enum     string   `json:"enum,omitempty"`
	Env      []string `json:"env,omitempty"`
	Required bool     `json:"required"`
	Boolean  bool     `json:"boolean"`
}

type describedExample struct {
	Line string `json:"line"`
	What string `json:"what"`
}

type describedVariable struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Secret bool   `json:"secret"`
}

type describedStatus struct {
	Status int    `json:"status"`
	What   string `json:"what"`
}

type describedCode struct {
	Code   fault.Code `json:"code"`
	Status int        `json:"exit_status"`
	What   string     `json:"what"`
	Next   string     `json:"next"`
}

func described(model *kong.Application, topic, text string) *docsResult {
	if topic != "" {
		return &docsResult{Topic: topic, Text: text}
	}
	d := &docsResult{Topics: topicNames(), Flags: describeFlags(model.Flags)}
	for _, node := range model.Leaves(true) {
		g := guideTo(node.Path())
		c := describedCommand{Path: node.Path(), Help: node.Help, Flags: describeFlags(node.Flags), Arguments: []describedFlag{},
			Examples: []describedExample{}, Statuses: g.all(), See: asList(g.see)}
		if group := node.ClosestGroup(); group != nil {
			c.Group = group.Title
		}
		for _, p := range node.Positional {
			c.Arguments = append(c.Arguments, describeValue(p))
		}
		for _, e := range g.examples {
			c.Examples = append(c.Examples, describedExample{e.line, e.what})
		}
		d.Commands = append(d.Commands, c)
	}
	for _, v := range config.Variables() {
		d.Variable = append(d.Variable, describedVariable(v))
	}
	for _, s := range fault.Statuses() {
		d.Statuses = append(d.Statuses, describedStatus{s.Status, s.Text})
	}
	for _, code := range fault.Codes() {
		e := fault.Explain(code)
		d.Codes = append(d.Codes, describedCode{code, code.Status(), e.What, e.Next})
	}
	return d
}

func describeFlags(flags []*kong.Flag) []describedFlag {
	all := []describedFlag{}
	for _, f := range flags {
		if !f.Hidden {
			all = append(all, describeValue(f.Value))
		}
	}
	return all
}

func describeValue(v *kong.Value) describedFlag {
	return describedFlag{Name: v.Name, Help: v.Help, Default: v.Default, Enum: v.Enum, Env: v.Tag.Envs, Required: v.Required, Boolean: v.IsBool()}
}
