package policy

// Alphabets of token bodies.
const (
	inHex    = 1 << iota // 0-9 a-f A-F
	inLower              // a-z 0-9
	inUpper              // A-Z 0-9
	inAlnum              // a-z A-Z 0-9
	inWord               // inAlnum _
	inDash               // inWord -
	inDot                // inDash .
	inBase64             // inDash + / = .
)

var alphabet = makeAlphabet()

func makeAlphabet() (t [256]uint8) {
	for c := range 256 {
		k := class[c]
		if c >= 0x80 {
			continue
		}
		if k&hexbit != 0 {
			t[c] |= inHex
		}
		if k&(lower|digit) != 0 {
			t[c] |= inLower
		}
		if k&(upper|digit) != 0 {
			t[c] |= inUpper
		}
		if k&(upper|lower|digit) != 0 {
			t[c] |= inAlnum | inWord | inDash | inDot | inBase64
		}
	}
	t['_'] |= inWord | inDash | inDot | inBase64
	t['-'] |= inDash | inDot | inBase64
	t['.'] |= inDot | inBase64
	for _, c := range []byte("+/=") {
		t[c] |= inBase64
	}
	return t
}

// provider is a kind of token that identifies itself.
type provider struct {
	prefix string
	min    int   // bytes after the prefix
	body   uint8 // alphabet after the prefix
}

// One row for each kind of token; sources are the providers' own documents and
// secret scanning lists. Order does not matter.
var providers = []provider{
	{"A3T", 17, inUpper}, // AWS
	{"ABSK", 60, inBase64}, {"bedrock-api-key-", 20, inBase64},
	{"A3-", 30, inDash}, {"ops_eyJ", 60, inBase64}, // 1Password
	{"AGE-SECRET-KEY-1", 40, inUpper},
	{"AIza", 30, inDash}, {"ya29.", 20, inDash}, {"GOCSPX-", 20, inDash}, {"1//0", 30, inDash}, // Google
	{"AccountKey=", 60, inBase64}, {"SharedAccessKey=", 30, inBase64},
	{"ATATT3", 40, inBase64}, {"ATCTT3", 40, inBase64}, {"ATBB", 24, inAlnum}, {"ATSTT3", 40, inBase64}, // Atlassian
	{"BBDC-", 20, inBase64}, {"CCIPAT_", 20, inWord},
	{"CLOJARS_", 40, inLower}, {"CFPAT-", 20, inDash}, {"EAAA", 50, inDash}, {"EAAC", 50, inAlnum}, {"EAAM", 80, inAlnum}, {"EAACEdEose0cBA", 10, inAlnum},
	{"EZAK", 40, inAlnum}, {"EZTK", 40, inAlnum}, {"FLWSECK", 12, inDash}, {"FLWPUBK", 12, inDash},
	{"GR1348941", 20, inDash}, {"LTAI", 12, inAlnum}, {"AKID", 20, inAlnum}, {"AKLT", 20, inAlnum},
	{"LS0tLS1CRUdJTi", 20, inBase64},                                                                                      // base64 of a key block
	{"NRAK-", 20, inUpper}, {"NRAL-", 20, inAlnum}, {"NRII-", 20, inDash}, {"NRJS-", 15, inLower}, {"NRRA-", 20, inAlnum}, // New Relic
	{"PMAK-", 30, inDash}, {"PMAT-", 20, inUpper}, {"R_", 32, inHex}, {"RGAPI-", 30, inDash}, {"SG.", 30, inBase64},
	{"SWMTKN-1-", 30, inDash}, {"SB_SECRET_", 20, inDash}, {"dckr_pat_", 20, inDash}, {"dckr_oat_", 20, inDash},
	{"EUU", 60, inAlnum}, {"CMVT-", 20, inDash}, {"amzn.mws.", 30, inDash}, {"apify_api_", 20, inAlnum}, {"aio_", 24, inAlnum},
	{"access_token$production$", 20, inWord}, {"bkua_", 30, inAlnum}, {"cio_", 20, inWord}, {"ciol_", 20, inWord},
	{"dapi", 32, inHex}, {"dapt.", 20, inDot}, {"dt0c01.", 60, inDot}, {"dt0s01.", 60, inDot}, {"dvc_server_token_", 10, inWord},
	{"dop_v1_", 40, inHex}, {"doo_v1_", 40, inHex}, {"dor_v1_", 40, inHex}, {"dp.pt.", 30, inAlnum}, {"dp.st.", 30, inDot},
	{"dp.ct.", 30, inAlnum}, {"dp.sa.", 30, inAlnum}, {"duffel_test_", 30, inDash}, {"duffel_live_", 30, inDash},
	{"eyJ", 17, inBase64}, {"eyI", 30, inBase64}, {"ZXlK", 30, inBase64}, // JSON Web Token
	{"ey0", 30, inBase64}, {"fio-u-", 30, inBase64}, {"fo1_", 30, inDash}, {"fm1r_", 60, inBase64}, {"fm1a_", 60, inBase64}, {"fm2_", 60, inBase64},
	{"figd_", 30, inDash}, {"flb_live_", 16, inAlnum}, {"fly_", 30, inDash},
	{"ghp_", 30, inAlnum}, {"gho_", 30, inAlnum}, {"ghu_", 30, inAlnum}, {"ghs_", 30, inDot}, {"ghr_", 30, inAlnum}, {"github_pat_", 50, inWord},
	{"glpat-", 20, inDot}, {"gldt-", 20, inDash}, {"glrt-", 20, inDash}, {"glcbt-", 20, inDash}, {"glptt-", 40, inDash}, {"glft-", 20, inDash},
	{"glimt-", 25, inDash}, {"glagent-", 50, inDash}, {"gloas-", 64, inDash}, {"glsoat-", 20, inDash}, {"glffct-", 20, inDash}, {"_gitlab_session=", 32, inAlnum},
	{"glsa_", 32, inWord}, {"glc_eyJ", 30, inBase64}, {"gsk_", 40, inAlnum}, {"hf_", 30, inAlnum}, {"api_org_", 30, inAlnum}, {"hvs.", 24, inDash}, {"hvb.", 60, inDash},
	{"key-", 32, inHex}, {"keyid-", 24, inHex}, {"lin_api_", 30, inAlnum}, {"lin_oauth_", 30, inAlnum}, {"live_", 32, inAlnum}, {"live_sk_", 16, inWord},
	{"lsv2_pt_", 30, inWord}, {"lsv2_sk_", 30, inWord}, {"mlsn.", 30, inHex}, {"nfp_", 36, inAlnum}, {"ntn_", 40, inAlnum},
	{"npm_", 30, inAlnum}, {"nvapi-", 40, inDash}, {"oy2", 43, inLower}, {"pa-", 40, inDash}, {"pat-na1-", 30, inDash}, {"pat-eu1-", 30, inDash}, {"patn", 60, inDot},
	{"pk_live_", 10, inAlnum}, {"pk_prod_", 10, inAlnum}, {"pk.eyJ", 40, inDot}, {"pk.", 60, inDot}, {"sk.eyJ", 40, inDot}, {"pnu_", 30, inAlnum}, {"pplx-", 40, inAlnum}, {"pscale_tkn_", 30, inDot}, {"pscale_oauth_", 30, inDot},
	{"pscale_pw_", 30, inDot}, {"pul-", 40, inHex}, {"pypi-AgE", 50, inDash}, {"r8_", 30, inDash}, {"rdme_", 60, inLower}, {"re_", 30, inWord}, {"rk_live_", 10, inAlnum},
	{"rk_test_", 10, inAlnum}, {"rk_prod_", 10, inAlnum}, {"rpa_", 30, inAlnum}, {"rubygems_", 40, inHex}, {"rzp_live_", 14, inAlnum}, {"rzp_test_", 14, inAlnum},
	{"s-s4t2ud-", 60, inHex}, {"s-s4t2af-", 60, inHex}, {"s.", 24, inAlnum}, {"sb_secret_", 20, inDash}, {"sbp_", 36, inHex}, {"secret_", 40, inAlnum}, {"sha-", 50, inHex},
	{"shpat_", 32, inAlnum}, {"shpca_", 32, inAlnum}, {"shppa_", 32, inAlnum}, {"shpss_", 32, inAlnum}, {"shptka_", 32, inAlnum},
	{"sk-ant-", 40, inDash}, {"sk-proj-", 30, inDash}, {"sk-svcacct-", 30, inDash}, {"sk-admin-", 30, inDash}, {"sk-or-v1-", 40, inHex}, {"sk-lf-", 30, inDash}, {"sk-", 32, inAlnum},
	{"sk_live_", 10, inAlnum}, {"sk_test_", 10, inAlnum}, {"sk_prod_", 10, inAlnum}, {"sk_org_", 20, inDash}, {"whsec_", 24, inBase64},
	{"sl.", 60, inDash}, {"sntrys_", 40, inBase64}, {"sntryu_", 60, inHex}, {"sq0atp-", 20, inDash}, {"sq0csp-", 40, inDash}, {"sq0idp-", 20, inDash}, {"squ_", 38, inHex}, {"sqp_", 38, inHex}, {"sqa_", 38, inHex},
	{"ssh_secret_", 20, inAlnum}, {"tfp_", 50, inDash}, {"tly_", 40, inAlnum}, {"tskey-", 20, inDash}, {"tk-us-", 40, inDash}, {"t1.", 40, inBase64}, {"y0_", 50, inDash}, {"AQVN", 35, inDash}, {"YCAJE", 30, inDash}, {"v1.0-", 150, inDash},
	{"vercel_blob_rw_", 20, inWord}, {"vcp_", 24, inWord}, {"vci_", 24, inWord}, {"vca_", 24, inWord}, {"vcr_", 24, inWord}, {"vck_", 24, inWord}, {"cfk_", 37, inAlnum}, {"wandb_v1_", 30, inWord}, {"xai-", 60, inWord}, {"xapp-", 20, inDash}, {"xkeysib-", 60, inDash}, {"xsmtpsib-", 60, inDash},
	{"xoxa-", 20, inDash}, {"xoxb-", 16, inDash}, {"xoxc-", 20, inDash}, {"xoxd-", 20, inBase64}, {"xoxe-", 20, inDash}, {"xoxe.xox", 40, inDot}, {"xoxo-", 16, inDash}, {"xoxp-", 20, inDash}, {"xoxr-", 20, inDash}, {"xoxs-", 16, inDash},
	{"ABRA-", 32, inHex}, {"SK", 32, inHex}, {"AC", 32, inHex}, {"AP", 40, inHex}, {"EAAG", 60, inAlnum}, {"IGQV", 60, inDash}, {"shortio_sk_", 16, inAlnum}, {"prod_sk_", 20, inAlnum},
	{"tvly-", 24, inDash}, {"jina_", 40, inDash}, {"co_", 38, inAlnum}, {"phx_", 30, inAlnum}, {"phc_", 40, inAlnum}, {"cfut_", 40, inAlnum}, {"cfat_", 40, inAlnum}, {"v1.0-", 140, inHex}, {"ATTA", 60, inHex}, {"syt_", 30, inWord},
}

// narrow are tokens of a fixed length that would be found in other text without
// it; apart ones do not follow a full stop, a slash or a hyphen either.
var narrow = []struct {
	provider
	max   int
	apart bool
}{
	{provider{"API-", 25, inUpper}, 27, true}, {provider{"ico-", 32, inAlnum}, 32, true}, {provider{"p8e-", 32, inHex}, 32, false},
	{provider{"sgp_local_", 40, inHex}, 40, false}, {provider{"sgp_", 57, inWord}, 57, false}, {provider{"sgp_", 40, inHex}, 40, false},
	{provider{"AKIA", 16, inUpper}, 16, false}, {provider{"ASIA", 16, inUpper}, 16, false}, {provider{"ABIA", 16, inUpper}, 16, false}, {provider{"ACCA", 16, inUpper}, 16, false},
}

// kind is a row of the tables above.
type kind struct {
	provider
	max   int
	apart bool
}

// groups holds the kinds of token by a hash of their first three bytes, which few
// words of a text share; groupOf is the position in it, and opening a bit for
// each hash that begins a token or an announcement.
var groups, groupOf, opening = makeIndex()

const starts = 1 << 15

func startHash(a, b, c byte) uint32 {
	return (uint32(a)<<10 ^ uint32(b)<<5 ^ uint32(c)) & (starts - 1)
}

// opens reports whether a token or an announcement may begin at s[i].
func opens(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	h := startHash(s[i], s[i+1], s[i+2])
	return opening[h>>3]&(1<<(h&7)) != 0
}

func makeIndex() (lists [][]kind, index [starts]uint16, open [starts / 8]uint8) {
	lists = make([][]kind, 1)
	all := make([]kind, 0, len(providers)+len(narrow))
	for _, p := range providers {
		all = append(all, kind{provider: p, max: maxToken})
	}
	for _, n := range narrow {
		all = append(all, kind(n))
	}
	mark := func(a, b, c byte) {
		h := startHash(a, b, c)
		open[h>>3] |= 1 << (h & 7)
	}
	for _, k := range all {
		for c := range byte(128) {
			if len(k.prefix) > 2 && c != k.prefix[2] || len(k.prefix) == 2 && alphabet[c]&k.body == 0 {
				continue
			}
			h := startHash(k.prefix[0], k.prefix[1], c)
			if index[h] == 0 {
				index[h] = uint16(len(lists))
				lists = append(lists, nil)
			}
			lists[index[h]] = append(lists[index[h]], k)
			mark(k.prefix[0], k.prefix[1], c)
		}
	}
	for _, a := range announcements {
		for bit := range 8 {
			var c [3]byte
			for i := range c {
				c[i] = a[i] - byte(bit>>i&1)*('a'-'A')
			}
			mark(c[0], c[1], c[2])
		}
	}
	return lists, index, open
}

// announcements are words after which a secret may stand.
var announcements = makeAnnouncements()

func makeAnnouncements() []string {
	all := []string{"bearer", "basic", "putty", "atlasv1", "hooks"}
	all = append(append(all, settingWords...), spokenWords...)
	for _, tool := range tools {
		if len(tool.name) > 2 {
			all = append(all, tool.name)
		}
	}
	return all
}

// announces reports whether such a word begins at s[i].
func announces(s []byte, i int) bool {
	for _, a := range announcements {
		if hasFold(s, i, a) && (i+len(a) >= len(s) || s[i+len(a)] == ' ' || s[i+len(a)] == '\t' || s[i+len(a)] == '-' || s[i+len(a)] == '.') {
			return true
		}
	}
	return false
}

const maxToken = 8 << 10 // bytes of one token; longer ones are cut into several

// announcesToken reports whether s begins as a token that identifies itself.
func announcesToken(s []byte) bool {
	if !opens(s, 0) {
		return false
	}
	for _, k := range groups[groupOf[startHash(s[0], s[1], s[2])]] {
		if len(k.prefix) > 2 && hasAt(s, 0, k.prefix) {
			return true
		}
	}
	return false
}

// providerAt returns the end of a token that identifies itself at s[i], or 0 and
// the end of what was read as one.
func providerAt(s []byte, i int) (end, read int) {
	if !opens(s, i) {
		return 0, i
	}
	list := groups[groupOf[startHash(s[i], s[i+1], s[i+2])]]
	read = i
	for n := range list {
		k := &list[n]
		if !hasAt(s, i, k.prefix) || k.apart && i > 0 && (s[i-1] == '.' || s[i-1] == '/' || s[i-1] == '-') {
			continue
		}
		start := i + len(k.prefix)
		end, limit := start, min(len(s), start+k.max+1)
		for end < limit && alphabet[s[end]]&k.body != 0 {
			end++
		}
		read = max(read, end)
		if end-start > k.max {
			if k.max < maxToken {
				continue
			}
			end = limit - 1
		}
		for end > start && (s[end-1] == '.' || s[end-1] == '/') {
			end--
		}
		if end-start < k.min || end < len(s) && class[s[end]]&word != 0 && k.body&(inHex|inUpper|inLower) != 0 && (k.max < maxToken || end-start < k.min*2) {
			continue
		}
		if random(s[start:end], k) {
			return end, end
		}
	}
	return 0, read
}

// random tells a token from words and from a row of x.
func random(body []byte, k *kind) bool {
	changes, cases, vowels, letters := 0, 0, 0, 0
	var all, last uint8
	for i, c := range body {
		x := class[c]
		all |= x
		if i > 0 && c != body[i-1] {
			changes++
		}
		if x &= upper | lower; x != 0 {
			letters++
			if last != 0 && x != last {
				cases++
			}
			switch c | 0x20 {
			case 'a', 'e', 'i', 'o', 'u':
				vowels++
			}
		}
		last = x
	}
	switch {
	case changes*3 < len(body):
		return false
	case all&digit != 0:
		return true
	case k.max < maxToken && k.body == inUpper:
		return true
	}
	return all&upper != 0 && all&lower != 0 && (cases*100 >= 35*letters || vowels*100 <= 22*letters)
}

// varied tells a random body from words and from a row of x: it has a digit or
// letters of both cases, and no byte makes up most of it.
func varied(s []byte) bool {
	var k uint8
	changes := 0
	for i, c := range s {
		k |= class[c]
		if i > 0 && c != s[i-1] {
			changes++
		}
	}
	return (k&digit != 0 || k&upper != 0 && k&lower != 0) && changes*3 >= len(s)
}
