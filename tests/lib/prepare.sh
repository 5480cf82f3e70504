# shellcheck shell=bash
# Sourced by the runners in this folder's neighbours: the packages the tests need, and how they run.
tests_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${ZENIX_BINARY:=$tests_root/../build/zenix}" "${ZENIX_RESULTS:=$tests_root/../build/results}"
export ZENIX_BINARY ZENIX_RESULTS
mkdir -p "$ZENIX_RESULTS"

if [[ ! -e $tests_root/node_modules || $tests_root/package-lock.json -nt $tests_root/node_modules ]]; then
    (cd "$tests_root" && npm ci --no-audit --no-fund --silent && touch node_modules)
fi

# run_node_tests NAME FOLDER [COMMAND...]: one file after the other, for the machine has two cores; under
# the command, when there is one.
run_node_tests() {
    local name=$1 folder=$2
    shift 2
    "$@" node --test --test-concurrency=1 --test-timeout=600000 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=junit --test-reporter-destination="$ZENIX_RESULTS/$name.xml" \
        "$folder"/*.test.mjs
}
