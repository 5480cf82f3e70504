#include "lab/smsc/centre.hpp"

#include "lab/gateways/dice.hpp"
#include "lab/smsc/visitor.hpp"

#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zenix::lab::smsc {

using clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kept = 200'000, open_max = 10;

std::string stamp(sys_ms t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day d(day);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(t - day).count();
    return fmt::format("{:02}{:02}{:02}{:02}{:02}", static_cast<int>(d.year()) % 100,
        static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()), minutes / 60,
        minutes % 60);
}

std::uint8_t state_number(std::string_view word) {
    if (word == "ENROUTE") return 1;
    if (word == "DELIVRD") return 2;
    if (word == "EXPIRED") return 3;
    if (word == "UNDELIV") return 5;
    return word == "REJECTD" ? 8 : 7;
}

}  // namespace

centre::centre(asio::any_io_executor ex) : ex_(ex), acceptor_(ex), clock_(ex), tasks_(ex) {}

centre::~centre() { close(); }

void centre::open(lab_address where) {
    where_ = std::move(where);
    boost::system::error_code taken;
    acceptor_.open(asio::ip::tcp::v4());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    const auto here = asio::ip::make_address(where_.host);
    acceptor_.bind({here, where_.port}, taken);
    if (taken) acceptor_.bind({here, 0});
    acceptor_.listen();
    where_.port = acceptor_.local_endpoint().port();
    tasks_.spawn("smsc: accept", accept());
    tasks_.spawn("smsc: time", keep_time());
}

void centre::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    plans_.clear();
    for (const auto& v : std::vector(visitors_)) v->cut("clean");
    tasks_.cancel();
}

task<> centre::accept() {
    boost::system::error_code bad;
    while (acceptor_.is_open()) {
        asio::ip::tcp::socket s(ex_);
        co_await acceptor_.async_accept(s, asio::redirect_error(asio::use_awaitable, bad));
        if (bad) co_return;
        s.set_option(asio::ip::tcp::no_delay(true), bad);
        const auto v = std::make_shared<visitor>(std::move(s), *this);
        visitors_.push_back(v);
        tasks_.spawn("smsc: visitor", v->serve());
    }
}

task<> centre::keep_time() {
    boost::system::error_code rung;
    while (acceptor_.is_open()) {
        while (!plans_.empty() && plans_.begin()->first <= clock::now()) {
            const auto what = std::move(plans_.begin()->second);
            plans_.erase(plans_.begin());
            what();
        }
        clock_.expires_at(
            plans_.empty() ? clock::now() + std::chrono::hours(1) : plans_.begin()->first);
        co_await clock_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
    }
}

void centre::later(ms after, std::function<void()> what) {
    const auto at = plans_.emplace(clock::now() + after, std::move(what));
    if (at == plans_.begin()) clock_.cancel();
}

bool centre::chance(std::int64_t percent) {
    return percent > 0 && throw_dice(4711, ++dice_, 1, 100) <= percent;
}

std::size_t centre::sessions() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(visitors_, [](const auto& v) { return v->bound_; }));
}

void centre::forget_texts() {
    texts_.clear();
    index_.clear();
    first_ = 0;
    count_ = {};
}

void centre::teach(const std::string& number, std::optional<manner> m) {
    if (m)
        taught_[number] = std::move(*m);
    else
        taught_.erase(number);
}

void centre::drop(const std::string& how) {
    for (const auto& v : std::vector(visitors_)) {
        if (how == "unbind") {
            v->write(write_frame(unbind, 0, ++v->sequence_, {}));
            v->leaving_ = true;
        } else {
            v->cut(how);
        }
    }
}

void centre::send_outbind() {
    for (const auto& v : visitors_)
        v->write(write_frame(outbind, 0, ++v->sequence_, cstring("zenix-lab") + cstring("lab")));
}

std::string centre::next_id() {
    const auto n = ++last_id_;
    std::string id;
    if (faults.ids == "hex")
        id = fmt::format("{:x}", n + 0xA0000);
    else if (faults.ids == "HEX")
        id = fmt::format("{:X}", n + 0xA0000);
    else if (faults.ids == "padded")
        id = fmt::format("{:010}", n);
    else if (faults.ids == "uuid")
        id = fmt::format("{:08x}-0000-4000-8000-{:012x}", mix(n) & 0xFFFFFFFF, n);
    else if (faults.ids == "long")
        id = std::to_string(0xF000000000000000ULL + n);
    else
        id = std::to_string(n);
    return id;
}

std::string centre::receipt_id(const std::string& id) const {
    std::uint64_t n = 0;
    const bool hex = faults.ids == "hex" || faults.ids == "HEX";
    const auto r = std::from_chars(id.data(), id.data() + id.size(), n, hex ? 16 : 10);
    if (faults.receipt_ids == "same" || r.ptr != id.data() + id.size()) return id;
    return faults.receipt_ids == "hex" ? fmt::format("{:X}", n) : std::to_string(n);
}

std::uint32_t centre::judge(visitor& from, const text_message& m) {
    const auto& f = faults;
    if (f.window > 0 && from.open_submits >= static_cast<std::size_t>(f.window))
        return f.beyond_window == "queue_full" ? 0x14 : 0x58;
    if (f.rate_per_s > 0) {
        const auto now = clock::now();
        tokens_ += std::chrono::duration<double>(now - filled_).count() *
                   static_cast<double>(f.rate_per_s);
        tokens_ = std::min(tokens_, std::max(1.0, static_cast<double>(f.rate_per_s) / 10));
        filled_ = now;
        if (tokens_ < 1) return 0x58;
        tokens_ -= 1;
    }
    if (f.dlt_check) {
        const auto* entity = smsc::find(m.more, 0x1400);
        const auto* model = smsc::find(m.more, 0x1401);
        const auto* hash = smsc::find(m.more, 0x1402);
        const bool wrong = !f.dlt_hash.empty() && (!hash || *hash != f.dlt_hash);
        if (!entity || !model || wrong) return static_cast<std::uint32_t>(f.dlt_status);
    }
    if (m.to.empty()) return 0x0B;
    if (f.submit_status > 0 && chance(f.submit_status_percent))
        return static_cast<std::uint32_t>(f.submit_status);
    return 0;
}

void centre::arrived(std::shared_ptr<visitor> from, const frame& f) {
    ++count_.submits;
    auto m = read_text(f);
    if (!m) {
        ++count_.refused;
        return from->answer(f, 0x02, cstring(""));
    }
    if (faults.window > 0 && faults.beyond_window == "stall" &&
        from->open_submits >= static_cast<std::size_t>(faults.window))
        return;  // swallowed
    if (chance(faults.nack_percent)) {
        ++count_.refused;
        return from->write(write_frame(generic_nack, 0x08, f.sequence, {}));
    }
    if (const auto status = judge(*from, *m); status != 0) {
        ++count_.refused;
        return from->answer(f, status, {});
    }
    accept_text(from, f, std::move(*m));
}

void centre::accept_text(const std::shared_ptr<visitor>& from, const frame& f, text_message m) {
    ++count_.accepted;
    stored s;
    s.id = next_id();
    s.account = from->account;
    s.from = m.from;
    s.to = m.to;
    s.read = read_body(m, faults.alphabet, faults.packed);
    s.at = now();
    const bool wants = (m.registered & 3U) != 0 || (f.id == data_sm && m.registered != 0);
    s.wire = std::move(m);
    const auto& kept_one = keep(std::move(s));
    if (wants && faults.receipt_before_response) plan_receipts(from, kept_one);
    const bool lost = chance(faults.lose_response_percent);
    const auto wait = ms(throw_dice(99, ++dice_, faults.response_min_ms, faults.response_max_ms));
    parameters more;
    if (faults.congestion >= 0)
        more.emplace_back(0x0428, std::string(1, static_cast<char>(faults.congestion)));
    const auto say = [from, f, body = cstring(kept_one.id) + write_parameters(more), lost] {
        if (from->open_submits > 0) --from->open_submits;
        if (from->alive && !lost) from->answer(f, 0, body);
    };
    ++from->open_submits;
    wait.count() > 0 ? later(wait, say) : say();
    if (wants && !faults.receipt_before_response) plan_receipts(from, kept_one);
    reply_by_borrower(kept_one);
    if (faults.unbind_with_open) drop("unbind");
}

const stored& centre::keep(stored s) {
    if (texts_.size() >= kept) {
        index_.erase(texts_.front().id);
        texts_.pop_front();
        ++first_;
    }
    index_[s.id] = first_ + texts_.size();
    texts_.push_back(std::move(s));
    return texts_.back();
}

stored* centre::find(const std::string& id) {
    const auto at = index_.find(id);
    return at == index_.end() ? nullptr : &texts_[at->second - first_];
}

void centre::plan_receipts(const std::shared_ptr<visitor>& from, const stored& s) {
    if (faults.receipts == "none" || chance(faults.receipt_lost_percent)) return;
    if (faults.receipt_for_first_part_only && s.read.part > 1) return;
    const auto known = taught_.find(s.to);
    const auto m = known != taught_.end() ? known->second : manner_of(s.to);
    const auto wait = m.receipt_after.value_or(ms(throw_dice(
        7, ++dice_, faults.receipt_after_ms, faults.receipt_after_ms + faults.receipt_spread_ms)));
    const std::weak_ptr<visitor> weak = from;
    const auto tell = [this, weak, id = s.id, account = s.account](
                          const std::string& state, const std::string& error, bool on_the_way) {
        const auto by = weak.lock();
        send_receipt(id, account, by.get(), state, error, on_the_way);
    };
    if (faults.receipt_intermediate) later(wait / 2, [tell] { tell("ENROUTE", "000", true); });
    const auto finish = [tell, m, twice = faults.receipt_twice] {
        tell(m.state, m.error, false);
        if (twice) tell(m.state, m.error, false);
    };
    faults.receipt_before_response ? finish() : later(wait, finish);
}

void centre::send_receipt(const std::string& id, const std::string& account, const visitor* by,
    const std::string& state, const std::string& error, bool intermediate) {
    auto* t = find(id);
    if (t && !intermediate) t->state = state;
    text_message m;
    m.from = t ? t->to : "";
    m.to = t ? t->from : "";
    m.from_ton = m.from_npi = 1;
    m.esm_class = intermediate ? 0x20 : 0x04;
    const auto shown = receipt_id(id);
    if (faults.receipts != "tlv")
        m.body = fmt::format(
            "id:{} sub:001 dlvrd:{} submit date:{} done date:{} stat:{} err:{} text:{}", shown,
            state == "DELIVRD" ? "001" : "000", stamp(now()), stamp(now()), state, error, "");
    if (faults.receipt_as_ucs2) m.coding = 8;  // the text stays ASCII: that is the fault
    if (faults.receipts != "text") {
        m.more.emplace_back(0x001E, cstring(shown));
        m.more.emplace_back(0x0427, std::string(1, static_cast<char>(state_number(state))));
        int code = 0;
        std::from_chars(error.data(), error.data() + error.size(), code);
        m.more.emplace_back(0x0423, std::string{'\3', '\0', static_cast<char>(code)});
    }
    if (faults.unknown_tlvs) m.more.emplace_back(0x1599, std::string("\0\1\2", 3));
    outgoing o{account, deliver_sm, {}, faults.receipt_on_other_bind ? by : nullptr, true, 0};
    if (faults.receipt_in_data_sm) {
        o.command = data_sm;
        if (!m.body.empty()) m.more.emplace_back(0x0424, m.body);
        o.body = cstring("") + std::string("\1\1") + cstring(m.from) + std::string("\1\1") +
                 cstring(m.to) + static_cast<char>(m.esm_class) + '\0' +
                 static_cast<char>(m.coding) + write_parameters(m.more);
    } else {
        o.body = write_text(m);
    }
    ++count_.receipts;
    outgoing_.push_back(std::move(o));
    send_all();
}

void centre::reply_by_borrower(const stored& s) {
    if (s.read.part != s.read.parts) return;
    const auto known = taught_.find(s.to);
    const auto m = known != taught_.end() ? known->second : manner_of(s.to);
    if (!m.reply) return;
    later(m.reply_after,
        [this, from = s.to, to = s.from, text = *m.reply] { text_in(from, to, text); });
}

void centre::text_in(const std::string& from, const std::string& to, const std::string& text,
    const std::string& joining) {
    text_message m;
    m.from = from.starts_with('+') ? from.substr(1) : from;
    m.to = to.starts_with('+') ? to.substr(1) : to;
    m.from_ton = m.from_npi = 1;
    const auto whole = write_body(text, m.coding);
    const std::size_t single = m.coding == 8 ? 140 : 160, step = m.coding == 8 ? 134 : 153;
    const auto push = [&](text_message one) {
        ++count_.inbound;
        if (faults.unknown_tlvs) one.more.emplace_back(0x1599, std::string("\0\1\2", 3));
        outgoing_.push_back({where_.system_id, deliver_sm, write_text(one), nullptr, false, 0});
    };
    if (whole.size() <= single || joining == "payload") {
        m.body = whole;
        push(m);
    } else {
        const auto parts = (whole.size() + step - 1) / step;
        ++reference_;
        for (std::size_t i = 0; i < parts; ++i) {
            auto one = m;
            one.body = whole.substr(i * step, step);
            const auto total = static_cast<char>(parts), index = static_cast<char>(i + 1),
                       ref = static_cast<char>(reference_);
            if (joining == "sar") {
                one.more = {{0x020C, std::string{'\0', ref}}, {0x020E, std::string(1, total)},
                    {0x020F, std::string(1, index)}};
            } else {
                one.esm_class |= 0x40U;
                one.body = std::string{'\5', '\0', '\3', ref, total, index} + one.body;
            }
            push(std::move(one));
        }
    }
    send_all();
}

void centre::send_all() {
    for (auto& o : std::exchange(outgoing_, {})) {
        visitor *any = nullptr, *other = nullptr;
        for (const auto& v : visitors_) {
            if (!v->hears() || v->leaving_ || v->account != o.account ||
                v->open_.size() >= open_max)
                continue;
            if (v.get() != o.not_on) other = v.get();
            any = v.get();
        }
        if (auto* by = o.not_on && other ? other : any; by)
            by->send(std::move(o));
        else
            outgoing_.push_back(std::move(o));
    }
}

void centre::answered(const std::shared_ptr<visitor>&, outgoing o, std::uint32_t status) {
    if (status == 0) {
        ++(o.receipt ? count_.receipts_acked : count_.inbound_acked);
    } else if (++o.tries < 100) {
        // Not taken: it comes again, as a real centre does, only sooner.
        o.not_on = nullptr;
        later(ms(200), [this, o] {
            outgoing_.push_back(o);
            send_all();
        });
    }
    if (!outgoing_.empty()) send_all();
}

}  // namespace zenix::lab::smsc
