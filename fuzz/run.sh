#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_EACH seconds (1200 if not said), one after the other,
# and prints a row each: executions, coverage, inputs kept. Needs cargo-fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds="${1:-1200}"
shift || true
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  targets=(words decoding markup lines marks plain markdown html epub docx odt archive rtf read)
fi
# Bytes of the longest input: small parsers are attacked with short ones, and many of them.
max_len() {
  case "$1" in
    words) echo 64 ;;
    decoding | markup | lines | marks) echo 256 ;;
    plain | archive | read) echo 2048 ;;
    *) echo 1024 ;;
  esac
}
# A stable compiler knows the instrumentation, if it is told to.
export RUSTC_BOOTSTRAP=1
python3 seeds.py >&2
for target in "${targets[@]}"; do
  mkdir -p "corpus/$target"
  log="$(mktemp)"
  status=ok
  nice -n 19 cargo fuzz run -O -s none "$target" -- -max_total_time="$seconds" \
    -dict=dictionary.txt -max_len="$(max_len "$target")" -timeout=60 -rss_limit_mb=1024 \
    -print_final_stats=1 -verbosity=1 >"$log" 2>&1 || status=FOUND
  executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  peak="$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")"
  coverage="$(grep -o 'cov: [0-9]* ft: [0-9]*' "$log" | tail -1 || true)"
  echo "| $target | $seconds | ${executions:-?} | ${coverage:-?} | ${peak:-?} | $status |"
  [[ $status == ok ]] || tail -30 "$log" >&2
  rm -f "$log"
done
