package verify

import (
	"encoding/xml"
	"io"
	"strings"
)

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *message `xml:"failure"`
	Skipped *message `xml:"skipped"`
}

type message struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes reports as JUnit XML, one suite a file. What was not asked or does not
// apply is skipped there; what was not asked is a failure where the report is strict.
func WriteJUnit(w io.Writer, reports []*Report) error {
	var all suites
	for _, r := range reports {
		s := suite{Name: r.File, Tests: len(r.Checks)}
		for _, c := range r.Checks {
			t := testCase{Class: r.File, Name: c.Name}
			switch {
			case r.Refuses(c):
				s.Failures++
				t.Failure = &message{c.Detail, strings.Join(c.Findings, "\n")}
			case c.Status == NotAsked || c.Status == Inapplicable:
				s.Skipped++
				t.Skipped = &message{Message: c.Detail}
			}
			s.Cases = append(s.Cases, t)
		}
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
