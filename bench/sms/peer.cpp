// sms_peer post --port P --kind kannel|zenix …   the same over HTTP
// sms_peer respond --port P             an SMS centre that says yes to everything, and counts
// sms_peer feed --port P --window N …   a client that keeps N submits open, or --rate R a second
#include "bench/sms/octets.hpp"

#include <cstdio>

std::string bench::option(
    int argc, char** argv, std::string_view name, const std::string& otherwise) {
    for (int i = 2; i + 1 < argc; ++i)
        if (argv[i] == name) return argv[i + 1];
    return otherwise;
}

int main(int argc, char** argv) {
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "respond") return bench::respond(argc, argv);
    if (what == "feed") return bench::feed(argc, argv);
    if (what == "post") return bench::post(argc, argv);
    std::fprintf(stderr, "sms_peer respond|feed|post --port P\n");
    return 2;
}
