#!/bin/sh
# Runs a server for as long as its starter lives. Prints the server's pid. When standard input ends,
# which the kernel sees to however the starter died, the server is killed and its folder removed.
# Usage: keep-server.sh LOG FOLDER CONTAINER COMMAND [ARGUMENT...]
# With LOG empty its words go to standard error; FOLDER and CONTAINER may be empty.
log=$1 folder=$2 container=$3
shift 3
exec 3<&0
if [ -n "$log" ]; then exec 2>>"$log"; fi
"$@" </dev/null >&2 3<&- &
server=$!
echo "$server"
exec >/dev/null 2>&1

end_server() {
  starter_is_gone=yes
  if [ -n "$container" ]; then docker rm -f "$container"; fi
  kill -KILL "$server"
}
trap end_server TERM

guard=$$
(
  trap - TERM
  while read -r _ <&3; do :; done
  kill -TERM "$guard" || kill -KILL "$server"
) &
watcher=$!
exec 3<&-

wait "$server"
code=$?
if [ -n "$starter_is_gone" ]; then
  wait "$server"
  if [ -n "$folder" ]; then rm -rf "$folder"; fi
fi
kill -KILL "$watcher"
exit "$code"
