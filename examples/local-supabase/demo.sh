#!/bin/bash
# demo.sh: the whole way on this machine, without an account: a stack as a hosted
# project, login, link, push, status, a dashboard view, logout. Leaves nothing behind.
#
#   DRIFTSYNC=FILE  the program (default: bin/driftsync)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
driftsync=${DRIFTSYNC:-$here/../../bin/driftsync}
# Not one of the ports that the system gives out, which another program may get meanwhile.
free_port() { node -e 'const s=require("net").createServer(()=>0),go=()=>s.listen(20000+Math.floor(Math.random()*12768),"127.0.0.1");s.on("error",go).on("listening",()=>{console.log(s.address().port);s.close()});go()'; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/driftsync-demo-cloud.XXXXXX")
chmod 0711 "$scratch"
export STACK_DIR=$scratch/stack SEED=user
PORT=$(free_port) PGPORT=$(free_port)
export PORT PGPORT
cleanup() {
	"$here/up.sh" down
	rm -rf "$scratch"
}
trap cleanup EXIT
say() { printf '\n$ %s\n' "$*"; }

say up.sh up
"$here/up.sh" up

# A home of its own, so that the demo touches no file of yours.
export HOME=$scratch/home XDG_STATE_HOME=$scratch/state DRIFTSYNC_CREDENTIAL_STORE=file
mkdir "$HOME"
unset DRIFTSYNC_TOKEN DRIFTSYNC_TENANT DRIFTSYNC_PROJECT DRIFTSYNC_SOURCE CI
eval "$(node "$here/env.mjs" --port "$PORT" --account)"
"$driftsync" demo --only-generate "$scratch/shop" --rows 5000 >/dev/null
cd "$scratch/shop"

say driftsync login --email "$LOCAL_EMAIL" --password-stdin
printf '%s' "$LOCAL_PASSWORD" | "$driftsync" login --email "$LOCAL_EMAIL" --password-stdin
say driftsync link --tenant Acme
"$driftsync" link --tenant Acme
say driftsync push
"$driftsync" push
say driftsync status
"$driftsync" status
say "curl .../rest/v1/v_project_health"
node "$here/query.mjs" --port "$PORT" 'v_project_health?select=project_name,total_violations,error_violations,gate_pass_rate_pct,latest_health_score'
say driftsync logout
"$driftsync" logout
