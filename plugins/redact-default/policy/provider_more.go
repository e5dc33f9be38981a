package policy

// Rows that were added later, by field.
var newerProviders = []provider{
	// Models and what belongs to them
	{"VF.DM.", 30, inDot}, {"VF.WS.", 30, inDot}, {"sk-service-", 30, inDash}, {"sk-", 60, inDash}, {"ek_", 32, inHex}, {"llx-", 40, inDash},
	{"AQ.Ab", 40, inDash}, {"esecret_", 26, inAlnum}, {"sk-None-", 30, inDash}, {"sk-ws-01-", 40, inDash}, {"sk-let-", 40, inBase64}, {"dtn_", 60, inHex}, {"hb_", 28, inHex}, {"nk-", 40, inAlnum},
	{"KGAT_", 32, inHex}, {"tpuf_", 30, inAlnum}, {"ck-", 40, inAlnum}, {"ctx7sk-", 30, inDash}, {"cr-", 50, inAlnum}, {"slk_", 60, inHex}, {"sgd_", 60, inHex}, {"sgamp_", 30, inWord},
	{"wk-1.", 40, inHex}, {"rlc-", 30, inAlnum}, {"crsr_", 60, inHex}, {"vtwn_", 20, inAlnum}, {"n8n_api_", 30, inDash}, {"unkey_", 16, inAlnum}, {"jca_", 36, inAlnum},
	// Clouds, hosting, networks
	{"ucat_", 24, inAlnum}, {"y1_", 50, inDash}, {"y2_", 50, inDash}, {"y3_", 50, inDash}, {"dkea", 32, inHex}, {"SWMKEY-1-", 30, inDash}, {"GOOG1E", 50, inUpper}, {"GOOG", 20, inUpper}, {"4/0A", 40, inDash},
	{"0.A", 200, inDot}, {"1.A", 200, inDot}, {"EwA", 200, inBase64}, {"EwB", 200, inBase64}, {"EwC", 200, inBase64}, {"M.C5", 80, inDot}, {"K10", 60, inHex},
	{"bce-v3/ALTAK-", 40, inBase64}, {"dp.scim.", 30, inAlnum}, {"dp.audit.", 30, inAlnum}, {"odt_", 30, inAlnum}, {"ion_", 40, inAlnum}, {"sbp_v0_", 40, inHex}, {"xau_", 37, inAlnum}, {"AVNS_", 16, inDash}, {"AVNS-", 16, inDash}, {"cosmo_", 32, inHex}, {"tkn.v1_", 50, inBase64}, {"rdme_", 60, inLower}, {"tskey-", 24, inDash},
	{"EXTIWT", 40, inBase64}, {"LTAI", 16, inAlnum}, {"AKID", 28, inAlnum}, {"AKLT", 40, inAlnum}, {"HWST", 60, inBase64}, {"LKIA", 16, inUpper}, {"sls_", 30, inDash}, {"FlyV1 fm", 60, inBase64},
	// Watching
	{"NRBR-", 18, inLower}, {"k2sk_v1_", 20, inAlnum}, {"spu-", 32, inHex}, {"NRAA-", 20, inAlnum}, {"NRAK-", 24, inAlnum}, {"NRIQ-", 20, inAlnum}, {"NRSP-", 20, inAlnum}, {"phx_", 30, inAlnum}, {"rootly_", 60, inHex},
	{"dt0", 70, inDot}, {"ddapp_", 30, inAlnum}, {"ddpat_", 30, inAlnum}, {"cxtp_", 28, inAlnum}, {"cxup_", 28, inAlnum}, {"sntrya_", 60, inHex}, {"sntryi_", 60, inHex}, {"fhb-", 30, inHex}, {"hcw_", 20, inAlnum}, {"hcr_", 20, inAlnum}, {"p.eyJ", 40, inDot},
	// Code and its delivery
	{"packagist_ack_", 24, inHex}, {"packagist_uut_", 24, inHex}, {"CLOJARS_", 40, inAlnum}, {"pypi-", 120, inDash}, {"github_pat_", 36, inWord}, {"dnkey-", 60, inDash},
	{"bkaj_", 30, inAlnum}, {"bkat_", 30, inAlnum}, {"bkct_", 30, inAlnum}, {"bkrt_", 30, inAlnum}, {"bkpt_", 30, inAlnum}, {"jsrp_", 30, inAlnum}, {"jsrd_", 30, inAlnum}, {"ddo_", 36, inAlnum}, {"sqb_", 38, inHex}, {"hawk.", 40, inDot}, {"endr+", 16, inAlnum},
	{"tr_prod_", 20, inAlnum}, {"tr_dev_", 20, inAlnum}, {"tr_stg_", 20, inAlnum}, {"tr_pat_", 20, inAlnum}, {"tr_preview_", 20, inAlnum}, {"signkey-", 30, inDash}, {"sm_pat_", 16, inAlnum}, {"sm_aat_", 16, inAlnum}, {"glffct-", 20, inDash},
	// Messages and mail
	{"os_v2_", 80, inWord}, {"xnd_production_", 30, inAlnum}, {"xnd_development_", 30, inAlnum}, {"nyk_", 40, inWord}, {"pat-na2-", 30, inDash}, {"pat-na3-", 30, inDash}, {"pat-eu2-", 30, inDash}, {"pat-ap1-", 30, inDash}, {"sec-c-", 40, inBase64}, {"EAA", 100, inAlnum},
	{"pina_", 32, inAlnum}, {"vk1.a.", 60, inDash}, {"WPL_AP1.", 20, inBase64}, {"WPL_AP0.", 20, inBase64}, {"hCgwK", 40, inBase64}, {"cnvca", 40, inDash},
	// Payment and trade
	{"shltm_", 36, inAlnum}, {"tfp_", 40, inDash}, {"api_live.", 40, inDot}, {"api_live_ca.", 40, inDot}, {"api_live_us.", 40, inDot}, {"api_sandbox.", 40, inDot}, {"skapi_cert_", 20, inAlnum}, {"skapi_prod_", 20, inAlnum}, {"sq0idk-", 20, inDash}, {"sk.eyj", 40, inDot},
	{"ek_live_", 20, inAlnum}, {"ek_test_", 20, inAlnum}, {"sk_sbox_", 20, inAlnum}, {"sandbox_", 36, inDash}, {"klarna_live_api_", 30, inBase64}, {"klarna_test_api_", 30, inBase64}, {"APP_USR-", 40, inDash}, {"TEST-", 60, inDash}, {"Mid-server-", 20, inDash}, {"SB-Mid-server-", 20, inDash},
	{"skey_live_", 18, inAlnum}, {"skey_test_", 18, inAlnum}, {"aact_", 60, inBase64}, {"ak_live_", 20, inAlnum}, {"ak_test_", 20, inAlnum}, {"cfsk_", 40, inWord}, {"am_sk_", 20, inWord}, {"atk_", 30, inAlnum}, {"pdl_ntfset_", 40, inWord}, {"prtapi_", 30, inAlnum},
	{"secret_live_", 20, inWord}, {"secret_test_", 20, inWord}, {"prj_live_sk_", 30, inAlnum}, {"prj_test_sk_", 30, inAlnum}, {"sk_live_", 30, inDash}, {"sk_test_", 30, inDash},
	// Chains
	{"alcht_", 28, inAlnum}, {"tprv", 100, inAlnum}, {"yprv", 100, inAlnum}, {"zprv", 100, inAlnum}, {"QN_", 30, inHex},
	// Identity and secrets
	{"v1.local.", 60, inDot}, {"v2.local.", 60, inDot}, {"v3.local.", 60, inDot}, {"v4.local.", 60, inDot}, {"v1.public.", 60, inDot}, {"v2.public.", 60, inDot}, {"v3.public.", 60, inDot}, {"v4.public.", 60, inDot}, {"IST.", 60, inDot}, {"censys_", 30, inWord}, {"ws-", 60, inHex},
	// Private keys without their armor: OpenSSH, minisign, PKCS #8, PKCS #1, SEC 1
	{"b3BlbnNzaC1rZXktdjE", 40, inBase64}, {"RWRTY0Iy", 100, inBase64}, {"MIIEvgIBADAN", 100, inBase64}, {"MIIEvQIBADAN", 100, inBase64}, {"MIIEvAIBADAN", 100, inBase64}, {"MIIJQgIBADAN", 100, inBase64}, {"MIIJQwIBADAN", 100, inBase64}, {"MIIBVAIBADAN", 100, inBase64},
	{"MIIEowIBAAK", 100, inBase64}, {"MIIEpAIBAAK", 100, inBase64}, {"MIIEpQIBAAK", 100, inBase64}, {"MIIEogIBAAK", 100, inBase64}, {"MIIJKAIBAAK", 100, inBase64}, {"MIIJKQIBAAK", 100, inBase64}, {"MIIJJwIBAAK", 100, inBase64},
	{"MIICWwIBAAK", 100, inBase64}, {"MIICXAIBAAK", 100, inBase64}, {"MIICXQIBAAK", 100, inBase64}, {"MHcCAQEE", 60, inBase64}, {"MHQCAQEE", 60, inBase64}, {"MIGkAgEBBD", 60, inBase64}, {"MIHcAgEBBEI", 60, inBase64},
	{"MIGHAgEAMBMG", 60, inBase64}, {"MIG2AgEAMBAG", 60, inBase64}, {"MIHuAgEAMBAG", 60, inBase64}, {"MC4CAQAwBQYDK2V", 40, inBase64},
}

// narrow are tokens of a fixed length that would be found in other text without
// it; apart ones do not follow a full stop, a slash or a hyphen either.
var narrow = []struct {
	provider
	max   int
	apart bool
}{
	{provider{"sdk-", 36, inDash}, 36, true}, {provider{"mob-", 36, inDash}, 36, true}, {provider{"da2-", 26, inLower}, 26, true}, {provider{"BBFF-", 30, inAlnum}, 30, true},
	{provider{"API-", 25, inUpper}, 27, true}, {provider{"ico-", 32, inAlnum}, 32, true}, {provider{"p8e-", 32, inHex}, 32, false}, {provider{"s8e-", 32, inHex}, 32, false},
	{provider{"sgp_local_", 40, inHex}, 40, false}, {provider{"sgp_", 57, inWord}, 57, false}, {provider{"sgp_", 40, inHex}, 40, false},
	{provider{"sgp_", 64, inAlnum}, 64, false}, {provider{"npg_", 12, inAlnum}, 12, true}, {provider{"pat_", 64, inAlnum}, 64, true},
	{provider{"AKIA", 16, inUpper}, 16, false}, {provider{"ASIA", 16, inUpper}, 16, false}, {provider{"ABIA", 16, inUpper}, 16, false}, {provider{"ACCA", 16, inUpper}, 16, false},
	{provider{"ak-", 22, inAlnum}, 22, true}, {provider{"as-", 22, inAlnum}, 22, true}, {provider{"BSA", 27, inDash}, 28, true}, {provider{"key_", 64, inHex}, 64, true}, {provider{"key_", 28, inHex}, 28, true},
	{provider{"cio", 32, inAlnum}, 32, true}, {provider{"4b1d", 38, inAlnum}, 38, true}, {provider{"EXO", 24, inHex}, 24, true}, {provider{"YCA", 37, inDash}, 37, true}, {provider{"YCM", 37, inDash}, 37, true},
	{provider{"YCN", 37, inDash}, 37, true}, {provider{"YCO", 37, inDash}, 37, true}, {provider{"YCP", 37, inDash}, 37, true}, {provider{"cu_", 32, inHex}, 32, true}, {provider{"ck_", 40, inHex}, 40, true}, {provider{"cs_", 40, inHex}, 40, true},
	{provider{"nsec1", 58, inLower}, 58, true}, {provider{"mainnet", 32, inAlnum}, 32, true}, {provider{"pk_", 34, inHex}, 34, true}, {provider{"pk.", 32, inHex}, 32, true},
	{provider{"5H", 49, inAlnum}, 49, true}, {provider{"5J", 49, inAlnum}, 49, true}, {provider{"5K", 49, inAlnum}, 49, true},
}

// joined are tokens of two parts: the alphabet and the length of the second one
// follow the byte between them.
var joined = []struct {
	provider
	max, rest int
	joint     byte
	tail      uint8
}{
	{provider{"access_token$production$", 14, inAlnum}, 24, 24, '$', inLower}, {provider{"access_token$sandbox$", 14, inAlnum}, 24, 24, '$', inLower}, // Braintree
	{provider{"00D", 12, inAlnum}, 15, 60, '!', inDot},                                                         // Salesforce
	{provider{"AAAA", 7, inDash}, 7, 100, ':', inDash},                                                         // Firebase
	{provider{"KEY", 32, inUpper}, 32, 20, '_', inAlnum},                                                       // Telnyx
	{provider{"pk_", 5, inUpper}, 12, 30, '_', inUpper},                                                        // ClickUp
	{provider{"live_", 7, inLower}, 11, 28, '_', inAlnum},                                                      // Twitch
	{provider{"pi_", 14, inAlnum}, 32, 20, '_', inWord}, {provider{"seti_", 14, inAlnum}, 32, 20, '_', inWord}, // Stripe
	{provider{"sk-", 2, inLower}, 12, 30, '-', inAlnum}, {provider{"sk_", 2, inLower}, 12, 30, '_', inAlnum}, // models
}
