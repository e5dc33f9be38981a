package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/schema"
)

// The parts of SARIF 2.1.0 that a check has something to say in.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		ColumnKind  string            `json:"columnKind"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"semanticVersion,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   sarifProperties   `json:"properties"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	// sarifRegion is the first line: a database has none, and services want one.
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifProperties struct {
		Table  string `json:"table"`
		Column string `json:"column,omitempty"`
		Class  string `json:"class,omitempty"`
		Stage  string `json:"stage"`
		Rows   int    `json:"rows"`
	}
)

// writeSARIF writes the findings of a check: table, column, class and rule of each, and
// never a value.
func writeSARIF(file string, found []finding) error {
	data, err := json.MarshalIndent(newSARIF(found), "", "  ")
	if err == nil {
		err = atomicfile.Write(file, append(data, '\n'), 0o644)
	}
	if err != nil {
		return fault.New(fault.ConfigInvalid, "the SARIF file "+file+" cannot be written", "check the folder and the free space", err)
	}
	return nil
}

func newSARIF(found []finding) *sarifLog {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "driftsync", URI: "https://github.com/driftsync/driftsync", Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: true}}, Results: []sarifResult{}, ColumnKind: "unicodeCodePoints",
	}
	rules := make(map[string]int)
	for _, f := range found {
		id := f.Reason
		if !strings.HasPrefix(id, f.Stage+".") {
			id = f.Stage + "." + id
		}
		if _, known := rules[id]; !known {
			rules[id] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(id, f))
		}
		run.Results = append(run.Results, sarifResultOf(f, id, rules[id]))
	}
	return &sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}}
}

// sarifRuleOf describes a rule by the code that a push would end with.
func sarifRuleOf(id string, f finding) sarifRule {
	e := fault.Explain(fault.Code(f.Reason)) // of a plugin or a source; the guard's rules are none
	if f.Stage == "guard" {
		e = fault.Explain(fault.GuardHit)
	}
	return sarifRule{id, sarifText{cmp.Or(e.What, "A row that must stay on this machine.")}, sarifText{cmp.Or(e.Next, "See driftsync docs.")}}
}

func sarifResultOf(f finding, id string, rule int) sarifResult {
	name := f.Table
	if f.Column != "" {
		name += "." + f.Column
	}
	file, class := whereabouts(f)
	return sarifResult{
		RuleID: id, RuleIndex: rule, Level: "error",
		Message: sarifText{fmt.Sprintf("%s of %s must stay here: %s (%s).", rows(int64(f.Rows)), name, f.Reason, f.Stage)},
		Locations: []sarifLocation{{
			Physical: sarifPhysical{sarifArtifact{file, "%SRCROOT%"}, sarifRegion{1}},
			Logical:  []sarifLogical{{name, "member"}},
		}},
		Fingerprints: map[string]string{"driftsync/v1": id + "/" + name},
		Properties:   sarifProperties{f.Table, f.Column, class, f.Stage, f.Rows},
	}
}

// whereabouts returns the file of a finding's database, below the project root, and the
// class of its column.
func whereabouts(f finding) (file, class string) {
	for _, d := range schema.Databases() {
		for _, t := range d.Tables {
			if t.FullName() != f.Table {
				continue
			}
			if c := t.Column(f.Column); c != nil {
				class = c.ClassName
			}
			return d.File, class
		}
	}
	return "", ""
}
