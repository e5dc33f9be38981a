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
	{"A3T", 17, inUpper}, {"AKIA", 16, inUpper}, {"ASIA", 16, inUpper}, {"ABIA", 16, inUpper}, {"ACCA", 16, inUpper}, // AWS
	{"ABSK", 60, inBase64}, {"bedrock-api-key-", 20, inBase64},
	{"A3-", 30, inDash}, {"ops_eyJ", 60, inBase64}, // 1Password
	{"AGE-SECRET-KEY-1", 40, inUpper},
	{"AIza", 30, inDash}, {"ya29.", 20, inDash}, {"GOCSPX-", 20, inDash}, {"1//0", 30, inDash}, // Google
	{"AccountKey=", 60, inBase64}, {"SharedAccessKey=", 30, inBase64},
	{"ATATT3", 40, inBase64}, {"ATCTT3", 40, inBase64}, {"ATBB", 24, inAlnum}, {"ATSTT3", 40, inBase64}, // Atlassian
	{"BBDC-", 20, inBase64}, {"CCIPAT_", 20, inWord},
	{"CLOJARS_", 40, inLower}, {"CFPAT-", 20, inDash}, {"EAAA", 50, inDash}, {"EAAC", 50, inAlnum}, {"EAACEdEose0cBA", 10, inAlnum},
	{"EZAK", 40, inAlnum}, {"EZTK", 40, inAlnum}, {"FLWSECK", 12, inDash}, {"FLWPUBK", 12, inDash},
	{"GR1348941", 20, inDash}, {"LTAI", 12, inAlnum}, {"AKID", 20, inAlnum}, {"AKLT", 20, inAlnum},
	{"LS0tLS1CRUdJTi", 20, inBase64},                                                                                      // base64 of a key block
	{"NRAK-", 20, inUpper}, {"NRAL-", 20, inAlnum}, {"NRII-", 20, inDash}, {"NRJS-", 15, inLower}, {"NRRA-", 20, inAlnum}, // New Relic
	{"PMAK-", 30, inDash}, {"PMAT-", 20, inUpper}, {"R_", 32, inHex}, {"RGAPI-", 30, inDash}, {"SG.", 30, inDot},
	{"SWMTKN-1-", 30, inDash}, {"SB_SECRET_", 20, inDash}, {"API-", 25, inUpper}, {"dckr_pat_", 20, inDash}, {"dckr_oat_", 20, inDash},
	{"EUU", 60, inAlnum}, {"CMVT-", 20, inDash}, {"amzn.mws.", 30, inDash}, {"apify_api_", 20, inAlnum}, {"aio_", 24, inAlnum},
	{"access_token$production$", 20, inWord}, {"bkua_", 30, inAlnum}, {"cio_", 20, inWord}, {"ciol_", 20, inWord},
	{"dapi", 32, inHex}, {"dapt.", 20, inDot}, {"dt0c01.", 60, inDot}, {"dt0s01.", 60, inDot}, {"dvc_server_token_", 10, inWord},
	{"dop_v1_", 40, inHex}, {"doo_v1_", 40, inHex}, {"dor_v1_", 40, inHex}, {"dp.pt.", 30, inAlnum}, {"dp.st.", 30, inDot},
	{"dp.ct.", 30, inAlnum}, {"dp.sa.", 30, inAlnum}, {"duffel_test_", 30, inDash}, {"duffel_live_", 30, inDash},
	{"eyJ", 17, inBase64}, {"eyI", 30, inBase64}, {"ZXlK", 30, inBase64}, // JSON Web Token
	{"ey0", 30, inBase64}, {"fio-u-", 30, inBase64}, {"fo1_", 30, inDash}, {"fm1r_", 60, inBase64}, {"fm1a_", 60, inBase64}, {"fm2_", 60, inBase64},
	{"figd_", 30, inDash}, {"flb_live_", 16, inAlnum}, {"fly_", 30, inDash},
	{"ghp_", 30, inAlnum}, {"gho_", 30, inAlnum}, {"ghu_", 30, inAlnum}, {"ghs_", 30, inAlnum}, {"ghr_", 30, inAlnum}, {"github_pat_", 50, inWord},
	{"glpat-", 20, inDot}, {"gldt-", 20, inDash}, {"glrt-", 20, inDash}, {"glcbt-", 20, inDash}, {"glptt-", 40, inHex}, {"glft-", 20, inDash},
	{"glimt-", 25, inDash}, {"glagent-", 50, inDash}, {"gloas-", 64, inHex}, {"glsoat-", 20, inDash}, {"glffct-", 20, inDash}, {"_gitlab_session=", 32, inAlnum},
	{"glsa_", 32, inWord}, {"glc_eyJ", 30, inBase64}, {"gsk_", 40, inAlnum}, {"hf_", 30, inAlnum}, {"api_org_", 30, inAlnum}, {"hvs.", 24, inDash}, {"hvb.", 60, inDash},
	{"ico-", 32, inAlnum}, {"key-", 32, inHex}, {"keyid-", 24, inHex}, {"lin_api_", 30, inAlnum}, {"lin_oauth_", 30, inAlnum}, {"live_", 32, inAlnum}, {"live_sk_", 16, inWord},
	{"lsv2_pt_", 30, inWord}, {"lsv2_sk_", 30, inWord}, {"mlsn.", 30, inHex}, {"nfp_", 36, inAlnum}, {"ntn_", 40, inAlnum},
	{"npm_", 30, inAlnum}, {"nvapi-", 40, inDash}, {"oy2", 43, inLower}, {"pa-", 40, inDash}, {"pat-na1-", 30, inDash}, {"pat-eu1-", 30, inDash}, {"patn", 60, inDot},
	{"pk_live_", 10, inAlnum}, {"pk_prod_", 10, inAlnum}, {"pk.eyJ", 40, inDot}, {"pk.", 60, inDot}, {"sk.eyJ", 40, inDot}, {"pnu_", 30, inAlnum}, {"pplx-", 40, inAlnum}, {"pscale_tkn_", 30, inDot}, {"pscale_oauth_", 30, inDot},
	{"pscale_pw_", 30, inDot}, {"pul-", 40, inHex}, {"pypi-AgE", 50, inDash}, {"r8_", 30, inDash}, {"rdme_", 60, inLower}, {"re_", 30, inWord}, {"rk_live_", 10, inAlnum},
	{"rk_test_", 10, inAlnum}, {"rk_prod_", 10, inAlnum}, {"rpa_", 30, inAlnum}, {"rubygems_", 40, inHex}, {"rzp_live_", 14, inAlnum}, {"rzp_test_", 14, inAlnum},
	{"s-s4t2ud-", 60, inHex}, {"s-s4t2af-", 60, inHex}, {"s.", 24, inAlnum}, {"sb_secret_", 20, inDash}, {"sbp_", 36, inHex}, {"secret_", 40, inAlnum}, {"sgp_", 40, inWord}, {"sha-", 50, inHex},
	{"shpat_", 32, inHex}, {"shpca_", 32, inHex}, {"shppa_", 32, inHex}, {"shpss_", 32, inHex}, {"shptka_", 32, inHex},
	{"sk-ant-", 40, inDash}, {"sk-proj-", 30, inDash}, {"sk-svcacct-", 30, inDash}, {"sk-admin-", 30, inDash}, {"sk-or-v1-", 40, inHex}, {"sk-lf-", 30, inDash}, {"sk-", 32, inAlnum},
	{"sk_live_", 10, inAlnum}, {"sk_test_", 10, inAlnum}, {"sk_prod_", 10, inAlnum}, {"sk_org_", 20, inDash}, {"whsec_", 24, inBase64},
	{"sl.", 60, inDash}, {"sntrys_", 40, inBase64}, {"sntryu_", 60, inHex}, {"sq0atp-", 20, inDash}, {"sq0csp-", 40, inDash}, {"sq0idp-", 20, inDash}, {"squ_", 38, inHex}, {"sqp_", 38, inHex}, {"sqa_", 38, inHex},
	{"ssh_secret_", 20, inAlnum}, {"tfp_", 50, inDash}, {"tly_", 40, inAlnum}, {"tskey-", 20, inDash}, {"tk-us-", 40, inDash}, {"t1.", 40, inBase64}, {"y0_", 50, inDash}, {"AQVN", 35, inDash}, {"YCAJE", 30, inDash}, {"v1.0-", 150, inDash},
	{"vercel_blob_rw_", 20, inWord}, {"vcp_", 24, inWord}, {"wandb_v1_", 30, inWord}, {"xai-", 60, inWord}, {"xapp-", 20, inDash}, {"xkeysib-", 60, inDash}, {"xsmtpsib-", 60, inDash},
	{"xoxa-", 20, inDash}, {"xoxb-", 16, inDash}, {"xoxc-", 20, inDash}, {"xoxd-", 20, inBase64}, {"xoxe-", 20, inDash}, {"xoxe.xox", 40, inDot}, {"xoxo-", 16, inDash}, {"xoxp-", 20, inDash}, {"xoxr-", 20, inDash}, {"xoxs-", 16, inDash},
	{"ABRA-", 32, inHex}, {"SK", 32, inHex}, {"AC", 32, inHex}, {"AP", 40, inHex}, {"EAAG", 60, inAlnum}, {"IGQV", 60, inDash}, {"shortio_sk_", 16, inAlnum}, {"prod_sk_", 20, inAlnum},
	{"tvly-", 24, inDash}, {"jina_", 40, inDash}, {"co_", 38, inAlnum}, {"phx_", 30, inAlnum}, {"phc_", 40, inAlnum}, {"cfut_", 40, inAlnum}, {"cfat_", 40, inAlnum}, {"v1.0-", 140, inHex}, {"ATTA", 60, inHex}, {"syt_", 30, inWord},
}

// byStart holds the providers by a hash of their first three bytes, which few
// words of a text share.
var byStart = makeIndex()

const starts = 4096

func startHash(a, b, c byte) int { return (int(a)*961 + int(b)*31 + int(c)) & (starts - 1) }

func makeIndex() (index [starts][]provider) {
	for _, p := range providers {
		if len(p.prefix) > 2 {
			at := startHash(p.prefix[0], p.prefix[1], p.prefix[2])
			index[at] = append(index[at], p)
			continue
		}
		for c := range 128 {
			if alphabet[c]&p.body != 0 {
				at := startHash(p.prefix[0], p.prefix[1], byte(c))
				index[at] = append(index[at], p)
			}
		}
	}
	return index
}

const maxToken = 8 << 10 // bytes of one token; longer ones are cut into several

// providerAt returns the end of a token that identifies itself at s[i], or 0.
func providerAt(s []byte, i int) int {
	if i+2 >= len(s) {
		return 0
	}
	list := byStart[startHash(s[i], s[i+1], s[i+2])]
	for k := range list {
		p := &list[k]
		if !hasAt(s, i, p.prefix) {
			continue
		}
		start := i + len(p.prefix)
		end, limit := start, min(len(s), start+maxToken)
		for end < limit && alphabet[s[end]]&p.body != 0 {
			end++
		}
		for end > start && (s[end-1] == '.' || s[end-1] == '/') {
			end--
		}
		if end-start < p.min || end < len(s) && class[s[end]]&word != 0 && p.body&(inHex|inUpper|inLower) != 0 && end-start < p.min*2 {
			continue
		}
		if bits(s[start:end])&digit != 0 && varied(s[start:end]) {
			return end
		}
	}
	return 0
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
