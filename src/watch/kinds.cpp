#include "watch/kinds.hpp"

#include <array>

namespace zenix::watch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// name, source, title, meaning, remedy, raise after, clear after, latched.
constexpr std::array table{
    kind{"trunk_unreachable", "fleet", "Trunk unreachable",
        "The trunk or gateway does not answer SIP OPTIONS. No call goes out through it.",
        "Check that the device has power and network, and that its address and port under Trunks "
        "are right. A firewall in between must let SIP (UDP 5060) through.",
        seconds(10), seconds(10)},
    kind{"gateway_lost", "fleet", "Gateway lost",
        "The GSM gateway's management interface does not answer. Its SIMs are out of the pool.",
        "Check power, network and the address of the box under Gateways. It is found again by "
        "itself.",
        seconds(30), seconds(30)},
    kind{"box_login", "fleet", "Gateway refuses the login",
        "The gateway answers, but not with this username and password. Its ports cannot be seen.",
        "Enter the box's present username and password under Gateways. Some boxes lock out after "
        "several wrong tries: wait ten minutes.",
        seconds(0), seconds(0)},
    kind{"push_silent", "fleet", "Gateway sends no events",
        "The gateway is set up to push events and has sent none for a while. States come by "
        "polling only, some seconds later.",
        "Check the push address and secret in the box, and that it can reach this server.",
        minutes(1), minutes(1)},
    kind{"clock_skew", "fleet", "Gateway's clock is wrong",
        "The gateway's clock differs from ours. Times in its records and texts cannot be trusted.",
        "Set an NTP server and the time zone in the gateway.", minutes(2), minutes(2)},
    kind{"sim_lost", "fleet", "SIM lost",
        "A SIM that is in use is in no port, or not registered in its network. It makes no calls.",
        "Check that the SIM sits firmly, that the antenna is connected, and that the operator has "
        "not blocked it.",
        minutes(2), minutes(1)},
    kind{"sim_locked", "fleet", "SIM asks for PIN or PUK",
        "The SIM is locked and does not register.",
        "Enter the PIN in the gateway, or have the operator tell the PUK. Ten wrong PUKs destroy a "
        "SIM.",
        seconds(0), seconds(30)},
    kind{"signal_weak", "fleet", "Weak signal",
        "The port hears its network badly. Calls break off and sound bad.",
        "Move or replace the antenna, or move the box towards a window. Check the cable.",
        minutes(5), minutes(5)},
    kind{"credit_low", "fleet", "Low credit", "The SIM's credit is below the floor set for it.",
        "Recharge the SIM, then ask for its credit under SIMs.", seconds(0), seconds(0)},
    kind{"credit_falling", "fleet", "Credit falls fast",
        "The SIM loses credit several times as fast as its calls explain.",
        "Look at the SIM's calls and texts of the last hour and at its plan. Block it if they are "
        "not yours.",
        seconds(0), minutes(30)},
    kind{"sim_cap", "fleet", "SIM near or at its cap",
        "The SIM has used 80 % or all of what it may use. At 100 % it takes no further calls until "
        "the period is over.",
        "Add a SIM, or raise the cap if the plan allows more.", seconds(0), seconds(0)},
    kind{"asr_low", "fleet", "Fewer calls answered than on its peers",
        "Calls through this SIM are answered much less often than through others of the same "
        "operator.",
        "Make a test call. The operator may have barred the SIM or shows it as spam: rest or "
        "replace it.",
        minutes(10), minutes(10)},
    kind{"acd_low", "fleet", "Calls much shorter than on its peers",
        "Answered calls through this SIM end much sooner than through others of the same operator.",
        "Make a test call and listen for one-way audio, noise or a recorded announcement.",
        minutes(10), minutes(10)},
    kind{"database_away", "house", "Database away",
        "PostgreSQL does not answer. Calls in progress go on, new ones are refused.",
        "Look at the database's log and at its disk. It is tried again by itself.", seconds(5),
        seconds(10)},
    kind{"telephony_away", "house", "Telephone server away",
        "Asterisk does not answer. Nobody can call until it does; it is being restarted.",
        "If it stays away look at `asterisk/log/messages` in the data folder.", seconds(15),
        seconds(10)},
    kind{"asterisk_restarted", "house", "Telephone server restarted",
        "Asterisk ended and was started anew. The calls that were going on are lost.",
        "Look at `asterisk/log/messages` in the data folder for the reason. If it happens again "
        "report it with that file.",
        seconds(0), seconds(0), true},
    kind{"recording_off", "house", "Nothing is recorded",
        "The recorder could not start. Calls are made without a recording.",
        "`/readyz` says why. Mostly a folder that cannot be written: correct it and restart.",
        seconds(0), seconds(0)},
    kind{"texts_waiting", "texts", "Texts do not leave",
        "Texts that are due have waited for a while. Borrowers do not get them in time.",
        "Look under Texts, Accounts: whether a centre is connected, and whether a route leads to it.",
        seconds(30), seconds(30)},
    kind{"sms_account_down", "texts", "SMS centre not connected",
        "No bind of an account at an SMS centre is up. Texts wait, or take another route.",
        "Its page says what the centre answered: mostly a wrong password, or an address the operator does "
        "not let in.",
        seconds(30), seconds(10)},
    kind{"disk_low", "disk", "Disk nearly full",
        "A folder that zenix writes to is running out of space. When it is full, nothing is "
        "recorded and the database stops.",
        "Free space or enlarge the disk. Recordings lie in the data folder under `recordings`.",
        seconds(30), minutes(1)},
    kind{"certificate_expiring", "certificates", "Certificate ends soon",
        "A TLS certificate ends soon, has ended, or cannot be read. Browsers and phones refuse one "
        "that has ended.",
        "Renew the certificate, put the new files in place and restart zenix.", seconds(0),
        seconds(0)},
    kind{"ups_on_battery", "power", "UPS on battery",
        "Mains power is away and the UPS feeds this machine from its battery. When that is empty "
        "everything stops, calls included.",
        "Bring mains power or a generator back. Otherwise end the campaigns and shut down in time.",
        seconds(5), seconds(30)},
    kind{"ups_lost", "power", "UPS not heard",
        "The UPS cannot be read over NUT. Nobody is told when mains power goes.",
        "Look at `upsc` on the machine that runs upsd, at the cable of the UPS, and at watch.ups "
        "in the configuration.",
        seconds(60), seconds(30)},
    kind{"ups_battery", "power", "UPS wants a new battery",
        "The UPS says that its battery is worn out. It will not last when mains power goes.",
        "Have the battery replaced, then let the UPS test itself.", seconds(0), minutes(1)},
    kind{"delivery_failed", "delivery", "Alerts are not delivered",
        "An e-mail or webhook with an alert was given up. People who are not at the screen do not "
        "hear of alerts.",
        "Open Alerts, Settings, and send a test: it says what the server answered.", seconds(0),
        seconds(0)},
};

constexpr kind unknown{"unknown", "", "Unknown alert",
    "This server does not know this kind of alert; an earlier one raised it.", "Acknowledge it.",
    seconds(0), seconds(0), true};

}  // namespace

std::span<const kind> all_kinds() { return table; }

const kind& kind_of(std::string_view name) {
    for (const auto& k : table)
        if (k.name == name) return k;
    return unknown;
}

json::object to_json(const kind& k) {
    return {{"kind", k.name}, {"title", k.title}, {"meaning", k.meaning}, {"remedy", k.remedy},
        {"raise_after_s", k.raise_after.count() / 1000},
        {"clear_after_s", k.clear_after.count() / 1000}, {"latched", k.latched}};
}

}  // namespace zenix::watch
