package spelling

import "testing"

func TestNearest(t *testing.T) {
	keys := []string{"project", "tenant", "plugin", "memory_mib"}
	for wrong, want := range map[string]string{"projekt": "project", "Tennant": "tenant", "pluginn": "plugin", "memory_mb": "memory_mib", "zzzz": "", "x": ""} {
		if got := Nearest(wrong, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", wrong, got, want)
		}
	}
	if got := Meant("projekt", keys); got != `; did you mean "project"` {
		t.Errorf("Meant says %q", got)
	}
	if got := Meant("zzzz", keys); got != "" {
		t.Errorf("Meant says %q of a name that is near to none", got)
	}
}
