#include "demo/texts.hpp"

#include <fmt/format.h>

#include <array>

namespace zenix::demo {
namespace {

// Made up: no registration of the real world.
constexpr auto entity = "1101000000000000001", header = "ZENIXF";

struct words {
    const char *language, *text;
};

constexpr std::array overdue{
    words{"en", "Dear {{name}}, {{amount_due}} on your loan {{loan_number}} is overdue. Please pay or call {{callback_number}}. {{lender}}"},
    words{"hi", "प्रिय {{name}}, आपके ऋण {{loan_number}} पर {{amount_due}} बकाया है। कृपया भुगतान करें या {{callback_number}} पर कॉल करें। {{lender}}"},
    words{"bn", "প্রিয় {{name}}, আপনার ঋণ {{loan_number}} এর {{amount_due}} বকেয়া আছে। অনুগ্রহ করে পরিশোধ করুন বা {{callback_number}} নম্বরে কল করুন। {{lender}}"},
    words{"gu", "પ્રિય {{name}}, તમારી લોન {{loan_number}} ના {{amount_due}} બાકી છે. કૃપા કરીને ચૂકવો અથવા {{callback_number}} પર કૉલ કરો. {{lender}}"},
    words{"kn", "ಪ್ರಿಯ {{name}}, ನಿಮ್ಮ ಸಾಲ {{loan_number}} ರ {{amount_due}} ಬಾಕಿ ಇದೆ. ದಯವಿಟ್ಟು ಪಾವತಿಸಿ ಅಥವಾ {{callback_number}} ಗೆ ಕರೆ ಮಾಡಿ. {{lender}}"},
    words{"ml", "പ്രിയ {{name}}, നിങ്ങളുടെ വായ്പ {{loan_number}} ന്റെ {{amount_due}} കുടിശ്ശികയാണ്. ദയവായി അടയ്ക്കുക അല്ലെങ്കിൽ {{callback_number}} ൽ വിളിക്കുക. {{lender}}"},
    words{"mr", "प्रिय {{name}}, आपल्या कर्ज {{loan_number}} चे {{amount_due}} थकीत आहे. कृपया भरणा करा किंवा {{callback_number}} वर कॉल करा. {{lender}}"},
    words{"or", "ପ୍ରିୟ {{name}}, ଆପଣଙ୍କ ଋଣ {{loan_number}} ର {{amount_due}} ବାକି ଅଛି। ଦୟାକରି ଦେୟ ଦିଅନ୍ତୁ କିମ୍ବା {{callback_number}} କୁ କଲ୍ କରନ୍ତୁ। {{lender}}"},
    words{"pa", "ਪਿਆਰੇ {{name}}, ਤੁਹਾਡੇ ਕਰਜ਼ੇ {{loan_number}} ਦੇ {{amount_due}} ਬਕਾਇਆ ਹਨ। ਕਿਰਪਾ ਕਰਕੇ ਭੁਗਤਾਨ ਕਰੋ ਜਾਂ {{callback_number}} ਤੇ ਕਾਲ ਕਰੋ। {{lender}}"},
    words{"ta", "அன்புள்ள {{name}}, உங்கள் கடன் {{loan_number}} க்கு {{amount_due}} நிலுவையில் உள்ளது. தயவுசெய்து செலுத்தவும் அல்லது {{callback_number}} ஐ அழைக்கவும். {{lender}}"},
    words{"te", "ప్రియమైన {{name}}, మీ రుణం {{loan_number}} పై {{amount_due}} బకాయి ఉంది. దయచేసి చెల్లించండి లేదా {{callback_number}} కు కాల్ చేయండి. {{lender}}"},
    words{"ur", "محترم {{name}}، آپ کے قرض {{loan_number}} پر {{amount_due}} واجب الادا ہے۔ براہ کرم ادا کریں یا {{callback_number}} پر کال کریں۔ {{lender}}"},
};
constexpr std::array promised{
    words{"en", "Thank you, {{name}}. We noted your promise of {{promise_amount}} by {{promise_date}}. {{lender}}"},
    words{"hi", "धन्यवाद, {{name}}। हमने {{promise_date}} तक {{promise_amount}} के आपके वादे को नोट कर लिया है। {{lender}}"},
    words{"mr", "धन्यवाद, {{name}}. {{promise_date}} पर्यंत {{promise_amount}} भरण्याचे आपले वचन नोंदवले आहे. {{lender}}"},
    words{"ta", "நன்றி, {{name}}. {{promise_date}} க்குள் {{promise_amount}} செலுத்துவதாக நீங்கள் கூறியதை பதிவு செய்தோம். {{lender}}"},
};
constexpr std::array broken{
    words{"en", "Dear {{name}}, your payment of {{promise_amount}} promised for {{promise_date}} has not reached us. Please call {{callback_number}}. {{lender}}"},
    words{"hi", "प्रिय {{name}}, {{promise_date}} के लिए वादा किया गया {{promise_amount}} हमें नहीं मिला। कृपया {{callback_number}} पर कॉल करें। {{lender}}"},
};
constexpr std::array missed{
    words{"en", "Dear {{name}}, we tried to reach you. Please call us back on {{callback_number}}. {{lender}}"},
    words{"hi", "प्रिय {{name}}, हमने आपसे संपर्क करने की कोशिश की। कृपया {{callback_number}} पर कॉल करें। {{lender}}"},
    words{"te", "ప్రియమైన {{name}}, మేము మిమ్మల్ని సంప్రదించడానికి ప్రయత్నించాము. దయచేసి {{callback_number}} కు కాల్ చేయండి. {{lender}}"},
};
constexpr std::array note{
    words{"en", "{{text}} - {{lender}}"},
    words{"hi", "{{text}} - {{lender}}"},
};

template <std::size_t N>
sms::message_template make(const char* code, const char* title, compliance::purpose p,
    const std::array<words, N>& list, int serial) {
    sms::message_template t;
    t.code = code;
    t.title = title;
    t.purpose = p;
    t.sender = header;
    t.dlt_entity_id = entity;
    int n = 0;
    for (const auto& w : list)
        t.languages.push_back({w.language, w.text, fmt::format("11071600000{:04}{:04}", serial, ++n)});
    return t;
}

task<void> seed_templates(sms::office& o) {
    const auto there = co_await o.db().run("select exists (select from message_templates) as any");
    if (there.front().flag("any")) co_return;
    using compliance::purpose;
    const auto tx = co_await o.db().begin();
    std::vector<sms::message_template> all{
        make("overdue", "Amount overdue", purpose::recovery, overdue, 1),
        make("promise-thanks", "Thanks for a promise", purpose::service, promised, 2),
        make("promise-broken", "Promise not kept", purpose::recovery, broken, 3),
        make("missed-call", "We tried to reach you", purpose::service, missed, 4),
        make("note", "Written by hand", purpose::service, note, 5)};
    for (auto& t : all) co_await sms::store_template(*tx, std::move(t), "demo");
    // Switched off, so that nothing leaves that nobody asked for; the preview shows whom they mean.
    co_await tx->run(
        "insert into message_rules (name, enabled, trigger, offset_days, offset_min, at_local,"
        " template_id, purpose, updated_by) select k.name, false, k.trigger, k.days, k.mins, '10:00',"
        " t.id, t.purpose, 'demo' from (values"
        " ('Three days before the due date', 'due_date', -3, 0, 'overdue'),"
        " ('A week overdue', 'due_date', 7, 0, 'overdue'),"
        " ('After a promise', 'promise_made', 0, 5, 'promise-thanks'),"
        " ('Promise not kept', 'promise_broken', 1, 0, 'promise-broken'),"
        " ('After a missed call', 'missed_call', 0, 10, 'missed-call'))"
        " k (name, trigger, days, mins, code) join message_templates t on t.code = k.code");
    co_await tx->commit();
}

task<void> seed_centre(sms::office& o, centre_address centre) {
    if (centre.port == 0) co_return;
    json::object smpp{{"host", centre.host}, {"port", std::int64_t{centre.port}}, {"system_id", centre.system_id},
        {"binds", 2}, {"window", 20}, {"enquire_link_s", 20}, {"response_timeout_s", 30},
        {"dlt_entity_tag", 5120}, {"dlt_template_tag", 5121}};
    json::object wish{{"name", "lab-centre"}, {"kind", "smpp"}, {"sender", header},
        {"price_minor", 12}, {"currency", "INR"}, {"password", centre.password},
        {"smpp", std::move(smpp)}};
    auto a = sms::read_account(fields(std::move(wish)), o.key(), nullptr);
    const auto found = co_await o.db().run("select id from smsc_accounts where name = 'lab-centre'");
    const auto tx = co_await o.db().begin();
    if (!found.empty()) a.id = found.front().integer("id");
    const auto id = co_await sms::store_account(*tx, std::move(a));
    co_await tx->run("insert into message_routes (place, name, purpose, via, account_id)"
                     " select k.place, k.name, k.purpose, k.via, k.account from (values"
                     " (0, 'Everything over the lab''s SMS centre', null, 'account', $1::bigint),"
                     " (1, 'By SIM what the centre cannot take', 'service', 'gateway', null))"
                     " k (place, name, purpose, via, account)"
                     " where not exists (select from message_routes)",
        id);
    co_await tx->commit();
}

}  // namespace

task<void> seed_texts(sms::office& o, centre_address centre) {
    co_await seed_templates(o);
    co_await seed_centre(o, std::move(centre));
    co_await o.reload_templates();
    co_await o.reload_roads();
}

}  // namespace zenix::demo
