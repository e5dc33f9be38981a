package prove

import (
	"cmp"
	"slices"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/sink"
)

// Counts are fates of canaries: Planted = Gone + Arrived, and Gone holds Stayed.
type Counts struct {
	Planted int `json:"planted"`
	Gone    int `json:"gone"`    // in no byte that would leave
	Stayed  int `json:"stayed"`  // of them with their whole row, which was quarantined or dropped
	Arrived int `json:"arrived"` // still there
}

func (c *Counts) add(o Counts) {
	c.Planted += o.Planted
	c.Gone += o.Gone
	c.Stayed += o.Stayed
	c.Arrived += o.Arrived
}

// Rule is how often a rule worked on cells with canaries, or kept their rows here.
type Rule struct {
	Name  string `json:"rule"` // "plugin/rule", "guard/rule", or the host's own doing
	Count int    `json:"count"`
}

// taker is a rule that works on one kind in one class.
type taker struct {
	class abi.Class
	kind  Kind
	rule  string
}

// Group is the fate of one kind in all columns of one class.
type Group struct {
	Class string `json:"class,omitempty"`
	Kind  Kind   `json:"kind,omitempty"`
	Counts
	Rules []Rule `json:"rules"` // the most frequent first
}

// Leak is canaries that arrived. It holds no value.
type Leak struct {
	Table    string   `json:"table"` // "database.table"
	Column   string   `json:"column"`
	Class    string   `json:"class"`
	Kind     Kind     `json:"kind"`
	Spelling Spelling `json:"spelling"` // as it was planted
	Place    Place    `json:"place"`
	Arrived  Spelling `json:"arrived_as"`
	Count    int      `json:"count"`
}

// Result is the account of a proof. It holds no value of a row or a canary.
type Result struct {
	Seed    uint64              `json:"seed"`
	Began   time.Time           `json:"began"`
	Took    time.Duration       `json:"took_ns"`
	Policy  string              `json:"policy_sha256"` // what decides what leaves, but for what the databases name
	Plugins []sink.PluginRecord `json:"plugins"`
	Counts
	Columns int      `json:"columns"` // that canaries were planted in
	Rows    int64    `json:"rows"`    // of the copy, all of which went through plugins and guard
	Bytes   int64    `json:"bytes"`   // of request bodies, all of which were searched
	Missing []string `json:"missing"` // databases that are not there
	Without []Kind   `json:"without"` // kinds that could not be planted: names, where no column holds persons
	Tables  []Table  `json:"tables"`
	Classes []Group  `json:"classes"`
	Kinds   []Group  `json:"kinds"`
	Groups  []Group  `json:"groups"` // by class and kind
	Leaks   []Leak   `json:"leaks"`
}

// Result adds up what became of every canary.
func (g *Garden) Result() *Result {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := &Result{Seed: g.Seed, Tables: g.Tables, Leaks: []Leak{}, Without: []Kind{}}
	columns := make(map[string]bool)
	all := make(tallies)
	for _, c := range g.all {
		columns[c.table.FullName()+"."+c.column.Name] = true
		for _, t := range all.of(c.column.Class, c.kind) {
			t.count(c)
		}
		if c.fate.arrived != "" {
			r.leak(c)
		}
	}
	for by, times := range g.taken {
		for _, t := range all.of(by.class, by.kind) {
			t.rules[by.rule] += times
		}
	}
	for _, class := range abi.Classes() {
		r.Classes = all.append(r.Classes, class.String(), "")
		for _, k := range Kinds() {
			r.Groups = all.append(r.Groups, class.String(), k)
		}
	}
	for _, k := range Kinds() {
		r.Kinds = all.append(r.Kinds, "", k)
	}
	for _, k := range r.Kinds {
		r.add(k.Counts)
	}
	if !g.Persons {
		r.Without = append(r.Without, Name)
	}
	r.Columns = len(columns)
	return r
}

// leak counts a canary that arrived. Those of one column and kind stand together.
func (r *Result) leak(c *Canary) {
	l := Leak{c.table.FullName(), c.column.Name, c.column.Class.String(), c.kind, c.spelling, c.place, c.fate.arrived, 1}
	for i := range r.Leaks {
		has := r.Leaks[i]
		has.Count = 1
		if has == l {
			r.Leaks[i].Count++
			return
		}
	}
	r.Leaks = append(r.Leaks, l)
}

// tallies are groups in the making, by class and kind; either may be empty for all.
type tallies map[[2]string]*tally

type tally struct {
	Group
	rules map[string]int
}

// of returns the groups that a canary belongs to.
func (a tallies) of(class abi.Class, k Kind) []*tally {
	var found []*tally
	for _, key := range [][2]string{{class.String(), string(k)}, {class.String(), ""}, {"", string(k)}} {
		if a[key] == nil {
			a[key] = &tally{Group: Group{Class: key[0], Kind: Kind(key[1])}, rules: make(map[string]int)}
		}
		found = append(found, a[key])
	}
	return found
}

func (a tallies) append(groups []Group, class string, k Kind) []Group {
	if t := a[[2]string{class, string(k)}]; t != nil {
		return append(groups, t.group())
	}
	return groups
}

func (t *tally) count(c *Canary) {
	one := Counts{Planted: 1}
	switch {
	case c.fate.arrived != "":
		one.Arrived = 1
	case c.fate.stays != "":
		one.Gone, one.Stayed = 1, 1
		t.rules[c.fate.stays]++
	default:
		one.Gone = 1
		// What no plugin ever saw, the host had replaced before.
		if !c.sent && c.column.Class == abi.Hash {
			t.rules["host/keyed-digest"]++
		} else if !c.sent {
			t.rules["host/not-decodable"]++
		}
	}
	t.add(one)
}

func (t *tally) group() Group {
	t.Rules = []Rule{}
	for name, n := range t.rules {
		t.Rules = append(t.Rules, Rule{name, n})
	}
	slices.SortFunc(t.Rules, func(a, b Rule) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Name, b.Name)) })
	return t.Group
}
