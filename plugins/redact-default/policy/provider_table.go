package policy

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
	{"CFPAT-", 20, inDash}, {"EAAA", 50, inDash}, {"EAAC", 50, inAlnum}, {"EAAM", 80, inAlnum}, {"EAACEdEose0cBA", 10, inAlnum},
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
	{"ghp_", 30, inAlnum}, {"gho_", 30, inAlnum}, {"ghu_", 30, inAlnum}, {"ghs_", 30, inDot}, {"ghr_", 30, inAlnum},
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
	{"ssh_secret_", 20, inAlnum}, {"tly_", 40, inAlnum}, {"tskey-", 20, inDash}, {"tk-us-", 40, inDash}, {"t1.", 40, inBase64}, {"y0_", 50, inDash}, {"AQVN", 35, inDash}, {"YCAJE", 30, inDash}, {"v1.0-", 150, inDash},
	{"vercel_blob_rw_", 20, inWord}, {"vcp_", 24, inWord}, {"vci_", 24, inWord}, {"vca_", 24, inWord}, {"vcr_", 24, inWord}, {"vck_", 24, inWord}, {"cfk_", 37, inAlnum}, {"wandb_v1_", 30, inWord}, {"xai-", 60, inWord}, {"xapp-", 20, inDash}, {"xkeysib-", 60, inDash}, {"xsmtpsib-", 60, inDash},
	{"xoxa-", 20, inDash}, {"xoxb-", 16, inDash}, {"xoxc-", 20, inDash}, {"xoxd-", 20, inBase64}, {"xoxe-", 20, inDash}, {"xoxe.xox", 40, inDot}, {"xoxo-", 16, inDash}, {"xoxp-", 20, inDash}, {"xoxr-", 20, inDash}, {"xoxs-", 16, inDash},
	{"ABRA-", 32, inHex}, {"SK", 32, inHex}, {"AC", 32, inHex}, {"AP", 40, inHex}, {"EAAG", 60, inAlnum}, {"IGQV", 60, inDash}, {"shortio_sk_", 16, inAlnum}, {"prod_sk_", 20, inAlnum},
	{"tvly-", 24, inDash}, {"jina_", 40, inDash}, {"co_", 38, inAlnum}, {"phx_", 30, inAlnum}, {"phc_", 40, inAlnum}, {"cfut_", 40, inAlnum}, {"cfat_", 40, inAlnum}, {"v1.0-", 140, inHex}, {"ATTA", 60, inHex}, {"syt_", 30, inWord},
}

// More rows, by field.
var moreProviders = []provider{
	// Models and what belongs to them
	{"sess-", 40, inAlnum}, {"fw_", 24, inAlnum}, {"tgp_v1_", 40, inDash}, {"csk-", 40, inAlnum}, {"pk-lf-", 30, inDash}, {"pcsk_", 50, inWord}, {"fc-", 32, inHex}, {"e2b_", 40, inHex},
	{"bb_live_", 20, inDash}, {"sk_", 40, inHex}, {"sk_car_", 20, inAlnum}, {"sk-helicone-", 20, inDash}, {"m0-", 40, inAlnum},
	{"pylf_v1_", 30, inWord},
	// Clouds and hosting
	{"IQoJb3JpZ2lu", 50, inBase64}, {"FwoGZXIvYXdz", 50, inBase64}, {"FQoGZXIvYXdz", 50, inBase64}, {"HRKU-", 30, inDash}, {"rnd_", 24, inAlnum}, {"nfc_", 36, inAlnum}, {"nfo_", 36, inAlnum}, {"nfu_", 36, inAlnum},
	{"nfb_", 36, inAlnum}, {"FlyV1", 60, inBase64}, {"akab-", 30, inDash}, {"SCW", 17, inUpper},
	{"sha256~", 40, inDash}, {"nbp_", 36, inAlnum},
	// Databases and data
	{"napi_", 60, inLower}, {"fnA", 37, inDash}, {"xau_", 40, inAlnum}, {"CCDB1_", 30, inWord}, {"mdb_sa_sk_", 30, inDash}, {"essu_", 40, inBase64}, {"cflt", 56, inBase64}, {"dbtc_", 30, inBase64}, {"dbtu_", 30, inBase64},
	{"aivenv1_", 40, inBase64}, {"xaat-", 36, inDash}, {"xapt-", 36, inDash}, {"xait-", 36, inDash},
	// Watching
	{"hcaik_", 30, inAlnum}, {"hcxik_", 30, inAlnum}, {"hcbik_", 30, inAlnum}, {"hcalk_", 30, inAlnum}, {"phs_", 30, inAlnum}, {"snyk_uat.", 30, inDot}, {"snyk_sat.", 30, inDot}, {"sktsec_", 40, inWord},
	{"dt0e01.", 60, inDot},
	// Code and its delivery
	{"glwt-", 20, inDash}, {"glrtr-", 20, inDash}, {"glimt-", 20, inDash}, {"CCIPRJ_", 30, inWord}, {"pat.", 60, inDot}, {"sat.", 60, inDot}, {"hvr.", 24, inDash}, {"hcp.", 40, inDash},
	{"st.", 60, inDot}, {"AKCp", 60, inAlnum}, {"cmVmdGtu", 56, inAlnum}, {"eyJ2ZXIiOi", 40, inBase64}, {"ddp_", 36, inAlnum}, {"ddw_", 36, inAlnum},
	{"zpka_", 30, inWord},
	// Messages and mail
	{"xwfp-", 20, inDash}, {"pubkey-", 32, inHex}, {"dG9rO", 40, inBase64}, {"1000.", 60, inDot}, {"md-", 22, inAlnum}, {"sk_nov_", 20, inAlnum},
	{"EAAB", 60, inAlnum}, {"EAAD", 60, inAlnum}, {"EAAF", 60, inAlnum}, {"EAAI", 60, inAlnum}, {"IGAA", 60, inAlnum}, {"THAA", 60, inAlnum}, {"act.", 40, inAlnum}, {"rft.", 40, inAlnum}, {"clt.", 40, inAlnum}, {"AAAAAAAAAAAAAAAAAAAAA", 20, inBase64},
	// Payment and trade
	{"shpua_", 32, inAlnum}, {"shpit_", 32, inAlnum}, {"shpra_", 32, inAlnum}, {"AQE", 80, inBase64}, {"test_", 32, inAlnum}, {"access-production-", 30, inDash}, {"access-sandbox-", 30, inDash}, {"access-development-", 30, inDash}, {"shippo_live_", 40, inHex}, {"shippo_test_", 40, inHex},
	{"pdl_live_", 20, inWord}, {"pdl_sdbx_", 20, inWord}, {"polar_", 30, inWord}, {"xprv", 100, inAlnum},
	{"sq0acp-", 20, inDash},
	// Identity and secrets
	{"secret-live-", 30, inDash}, {"secret-test-", 30, inDash}, {"secret-", 40, inAlnum},
	{"AGE-PLUGIN-", 40, inUpper}, {"ory_pat_", 30, inWord}, {"ory_at_", 30, inDot}, {"ory_rt_", 30, inDot}, {"ory_st_", 30, inWord},
	// Content and work
	{"pat", 78, inDot}, {"figo_", 30, inDash}, {"figu_", 30, inDash}, {"figor_", 30, inDash}, {"private_", 27, inBase64}, {"skE", 60, inAlnum},
	{"tk.eyJ", 40, inDot},
}
