package guard

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi"
)

func FuzzGuard(f *testing.F) {
	for spelling := range uint8(16) {
		f.Add("see ", " now", spelling)
	}
	f.Add("pattern-", ":12", uint8(3))
	f.Fuzz(func(t *testing.T, before, after string, spelling uint8) {
		if after != "" && strings.IndexByte(" :,\"'/)\\\n;|<", after[0]) < 0 {
			return // the name may go on
		}
		for _, root := range []string{"/home/ada/work/shop", `C:\Users\Ada Lovelace\shop`} {
			text := before + spell(root, spelling) + after
			if check(t, ada, same(abi.FreeText, text)) == "" {
				t.Errorf("%q passes", text)
			}
			if quoted, err := json.Marshal(text); err == nil && check(t, ada, same(abi.JSON, string(quoted))) == "" {
				t.Errorf("%s passes", quoted)
			}
		}
	})
}

// Text that is made to be slow takes as long as any other.
func TestGuard_HostileTextIsLinear(t *testing.T) {
	const size = 1 << 18
	c := Context{Roots: []string{"/app", `C:\src`, "/home/ada/work/shop"}, Homes: []string{"/root"}, Users: []string{"adalovelace"}, Hosts: []string{"engine-one"}}
	g := New(c)
	for _, unit := range []string{
		"/", `\`, "%", "%25", "&#47;", "-", "@", "a@", "ada@a.", "/a", "-/app", "/app", "/home/", "-home-ada-work-", "/adalovelace",
		`\u0061`, "wsl$", "file://", "x://", "C:", ".", "/./", "\"", "aB3dE5fG7hI9 ",
	} {
		text := strings.Repeat(unit, size/len(unit))
		before, after := rowsOf([]cell{same(abi.FreeText, text), {abi.Code, text, nil}, same(abi.JSON, text), same(abi.PathEmbedded, text)})
		began := time.Now()
		g.Check(before, after, nil)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%q: %v for 1 MiB", unit, took)
		}
	}
}

// spell writes a root as one of the ways in which tools write it.
func spell(root string, way uint8) string {
	slashed := strings.ReplaceAll(root, `\`, "/")
	tail := strings.TrimPrefix(slashed, "C:")
	switch way % 16 {
	case 1:
		return slashed
	case 2:
		return strings.ReplaceAll(slashed, "/", `\`)
	case 3:
		return strings.ReplaceAll(slashed, "/", `\\`)
	case 4:
		return strings.ReplaceAll(slashed, "/", `\/`)
	case 5:
		return url.PathEscape(slashed)
	case 6:
		return url.QueryEscape(url.PathEscape(slashed))
	case 7:
		return strings.ReplaceAll(slashed, "/", `\u002f`)
	case 8:
		return "file:///" + url.PathEscape(strings.TrimPrefix(slashed, "/"))
	case 9:
		return "/mnt/c" + tail
	case 10:
		return "/c" + tail
	case 11:
		return "/cygdrive/c" + tail
	case 12:
		return strings.ToLower(root)
	case 13:
		return strings.ToUpper(root)
	case 14:
		return strings.NewReplacer("/", "-", ":", "").Replace(slashed)
	case 15:
		return `\\?\` + root
	}
	return root
}
