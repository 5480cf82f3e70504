#include "app/commands.hpp"
#include "base/version.hpp"
#include "dialer/commands.hpp"
#include "lab/carrier.hpp"
#include "lab/lab.hpp"

#include <CLI/CLI.hpp>

#include <stdexcept>

namespace {

/// Where its SMS centre is; a lab without one leaves port 0.
template <class Lab>
void tell_centre(zenix::app::lab_address& to, const Lab& lab) {
    if constexpr (requires { lab.smsc.port; }) {
        to.smsc_port = lab.smsc.port;
        to.smsc_system_id = lab.smsc.system_id;
        to.smsc_password = lab.smsc.password;
    }
}

/// The lab as the demonstration wants it: started or adopted, and where it listens.
zenix::task<zenix::app::lab_address> launch_lab(std::string folder, int main_sip_port) {
    zenix::lab::options o;
    o.folder = std::move(folder);
    o.main_sip_port = static_cast<std::uint16_t>(main_sip_port);
    const auto lab = co_await zenix::lab::launch_detached(std::move(o));
    if (!lab) throw std::runtime_error(lab.error().detail);
    namespace carrier = zenix::lab::carrier;
    const auto& boxes = lab.value().gateways;
    zenix::app::lab_address out{lab.value().sip_host, lab.value().url, lab.value().sip_port,
        boxes.empty() ? lab.value().sip_port : boxes.front().sip_port,
        std::string(carrier::username), std::string(carrier::password)};
    tell_centre(out, lab.value());
    if (!boxes.empty()) {
        const auto& own = boxes.front();
        out.box_driver = own.driver;
        out.box_url = own.url;
        out.box_username = own.username;
        out.box_password = own.password;
    }
    co_return out;
}

}  // namespace

/// Exit codes: 0 ended as asked, 1 could not start, 2 wrong arguments, 78 wrong
/// configuration, or a folder or port that another one has.
int main(int argc, char** argv) {
    CLI::App cli{"ZENIX: calls and texts for loan recovery, lawfully."};
    cli.require_subcommand(1);
    cli.set_version_flag("--version", std::string(zenix::version()));

    zenix::app::serve_options serve;
    auto* run = cli.add_subcommand("serve", "Run the server.");
    run->add_option("--config", serve.config_file, "TOML file.")->required();

    auto* check =
        cli.add_subcommand("check-config", "Read a configuration and say what is wrong with it.");
    check->add_option("file", serve.config_file, "TOML file.")->required();

    zenix::app::demo_options demo;
    auto* show = cli.add_subcommand(
        "demo", "A whole demonstration: server, lab, a lender with 5,000 borrowers.");
    show->add_option("--data-dir", demo.data_dir, "Folder of everything it keeps.")->required();
    show->add_option("--http", demo.http, "HOST:PORT of the page.")->capture_default_str();

    show->add_option("--phone-codecs", demo.phone_codecs, "As ulaw,alaw,opus: first choice first.")
        ->check(CLI::IsMember({"ulaw", "alaw", "opus"}))
        ->delimiter(',');

    zenix::dialer::pacing_options pacing;
    auto* pace = cli.add_subcommand("pacing", "The dialler's pacing alone, to be driven by a simulator: docs/pacing.md.");
    zenix::dialer::add_options(*pace, pacing);

    zenix::dialer::simulate_options simulate;
    auto* rehearse = cli.add_subcommand("simulate", "Rehearse a campaign on a scenario or a history: docs/pacing.md.");
    zenix::dialer::add_options(*rehearse, simulate);

    zenix::lab::options lab;
    auto* box =
        cli.add_subcommand("lab", "The mobile network in a box, on its own: see lab/README.md.");
    zenix::lab::add_options(*box, lab);

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return cli.exit(e) == 0 ? 0 : 2;
    }
    if (*check) return zenix::app::check_config(serve.config_file);
    if (*box) return zenix::lab::main_lab(lab);
    if (*pace) return zenix::dialer::run(pacing);
    if (*rehearse) return zenix::dialer::run(simulate);
    if (*run) return zenix::app::serve(serve);
    demo.launch_lab = launch_lab;
    demo.stop_lab = [](std::string folder) { return zenix::lab::stop_running(std::move(folder)); };
    return zenix::app::demo(demo);
}
