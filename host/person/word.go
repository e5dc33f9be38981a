package person

import (
	"strings"
	"sync"
)

// isMachine reports that a text names a machine, a role or a group.
func isMachine(s string) bool {
	s = strings.ToLower(s)
	if strings.Contains(s, "[bot]") {
		return true
	}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r < 0x80 && (r < 'a' || r > 'z') && r != '\'' }) {
		if roles()[w] {
			return true
		}
	}
	return false
}

// isWord reports a word that is not a name by itself.
func isWord(s string) bool { return roles()[s] || ordinary()[s] }

// roles are words that no name of a person holds.
var roles = set(`
	root admin administrator admins bot bots ci cd robot github gitlab bitbucket action actions jenkins travis circleci buildkite dependabot renovate
	system unknown none null nil anonymous nobody noreply no-reply donotreply automated automation automatic auto user users owner owners
	team teams group groups service services agent agents assistant model pipeline pipelines scheduler cron worker daemon engine
	security platform infra infrastructure devops ops sre qa support dev devs developer developers engineering engineer engineers maintainer maintainers
	reviewer reviewers release releases build builder builds deploy deployer deployment test tests tester testing staging production
	claude copilot cursor gpt chatgpt openai anthropic gemini codex llm ai drift driftsync cortex mcp cli api server client default local localhost
	host machine runner container docker kubernetes bridge web webhook hook hooks import importer export exporter migration migrations
	analyzer analyser scanner detector linter formatter formatted backend frontend fullstack staff everyone all admin1 postgres mysql ubuntu
	redacted code home guest public example contact info hello office sales marketing legal security-team dummy foo bar baz undefined true false
	human person people member members author authors committer manager managers lead leads community project company inc ltd gmbh llc foundation organization organisation`)

// ordinary are words of prose and programs that are names of people as well, or that a
// letter and a name give.
var ordinary = set(`
	able about above access account across active adapt after again against agile alert alias align alpha also amber angel apple april archer area array art ash asset async atom audit august
	back badge bake baker balance bank banner base basic batch bean bear bench best beta bill binary bind bishop bits black blade blank blaze blend blind block bloom blue board body bold bond bone book boot border branch brand brave break brick brief bright bring brook brown brush bucket buddy buffer bug bulk bundle burn bush butler button buzz byte
	cache call camp cannon card care carol carter case cash cast catch cedar cell center chain chance change channel chapel char charity chase chat check chef child chip christian church claim class clay clean clear clerk click cliff clock clone close cloud coach cole color column common cook cooper copy core corner cost count cover cox craft crane create credit crisp cross crow crown crystal current curry custom cycle
	daily daisy dale dash data date david dawn day days dead dean debug deep delta demo destiny detail diamond diff dive dock domain done dot double down draft drake draw dream drew drive drop duke dump
	early earl east easy edge edit eden ember empty ends english enter entry epic error event every exact exit expert extra
	face fact fail fair faith false fast fault favor feature field file fill film filter final find fine finch fire first fish fisher fix flag flash flat fleet flex flint float flow flower focus fold font fool force ford form forest forge forth foster found fox frame frank free fresh frost full fun function future
	gage gap garden gates gem gene general gentle gibson gift ginger give glass global goal gold good grace grand grant graph gray green grey grid ground grove growth guard guide guy
	hack hair half hall hand handle hard harden harmony harper hash haven hawk hazel head heart heath heaven heavy help herb here hero high hill hint hold holland hollow holly home honor hood hope house hunt hunter
	ideal image index inner input inside iris iron island issue item ivory ivy
	jack jasmine jasper jay jean jet job join joint jolly joy judge july june junior junit just justice
	keen keep kernel key kind king kit knight know
	label lake lamb lambda lance lane large lark last late latin laurel law layer leaf lean learn left legend length level liberty library light lily line link lint lion list little live load lock log logic long look loop lord love lower loyal lucky lynx
	mace magic mail main major make maple march mark marker market mars marsh mask mason master match math max maverick may mayor mean melody memory mercy merge merit meta metal might miles mill miller mind mine minor mint mirror miss misty mode module money monitor moon moore morning moss mount move much muse
	name nash native near neat nest network never new news next nice night noble node noise nook norm north nose note nova number nurse
	oak oaks object ocean odd offer offset often olive once only open opal orange order other outer over
	pace pack page paint pair palm panel paper parent paris park parker part party pass past patch path patience patrick patron pause peace peak pearl peer penny perry phase phoenix phone photo pick piece pierce pike pine pink pipe pixel place plain plan plant platform plot plug point pole polite pool pope poppy port porter post pound power press price pride prince print prior proof prose proxy prudence pull pulse pure push python
	queen query quick quiet quest queue quote
	race rack radar rain raise ramp random range rank rapid rate raven reach read ready real reason rebel record red reed reef regex region reign remote reset resolve rest retry return rex rice rich ride right ring rise river road rob robin rock roll roman room rose ross round route row royal ruby rule run rush russ rust rusty
	sable sage safe sail saint salt same sample sand sandy sane save savannah scale schema scope scott scout screen script seal search season second section sees send sense serial set seven shade shadow shape share sharp shell shepherd shift ship shop short show side sierra sign silver simple sing single site size skill skip sky slack slate sleep slice slim slow small smart smith smoke snap snow sock soft solid solo some song sort soul sound source south space spark spec speed spell spice spin split spring square stable stack staff stage stamp stand star start state static stay steel step stern still stock stone stop store stork storm strategy stream street string strong stub studio style such sue summer sun sunny super sure swan sweep sweet swift sync
	table tack tag tail tale tape target task taylor teal temple term terse text thank that theme then thin thing think third this thorn thread three tick tide tie tier tiger time timer title today token tone tool topic total touch tower town trace track trade train trap tree trend trial trim trip true truth trust try tucker tune turn turner twist type
	unit unity until upper urban use
	valid vale valley value van vault verify version victor view vine violet vision voice void volt
	wade wait walk walker wall want ward warm wash watch water wave weaver webb wedge week weight well wells west wheat wheel when white whole wide wild will win wind window winter wire wise wish wolf wood woods word work world worth wrap write
	year young zone zero`)

// set makes the words of a text a set when one is looked for first: not every command looks.
func set(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		all := make(map[string]bool)
		for w := range strings.FieldsSeq(words) {
			all[w] = true
		}
		return all
	})
}
