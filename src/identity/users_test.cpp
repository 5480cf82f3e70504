#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit_log.hpp"
#include "identity/house_for_tests.hpp"

namespace zenix::identity {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;

std::string user_path(house& h, std::string_view name) {
    return "/api/v1/users/" + std::to_string(h.who.people().find(name)->id);
}

TEST(users, are_made_by_an_admin_and_can_sign_in) {
    house h;
    const auto boss = h.sign_in("boss");
    const json::value fresh{
        {"username", "ravi.k"}, {"display_name", "रवि कुमार"}, {"role", "supervisor"}, {"password", "ten letters"}};
    const auto made = h.send("POST", "/api/v1/users", fresh, boss);
    ASSERT_EQ(made.status, 201) << made.body;
    const auto body = json::parse(made.body);
    EXPECT_EQ(body.at("display_name"), "रवि कुमार");
    EXPECT_TRUE(body.at("active").as_bool());
    EXPECT_TRUE(body.at("last_sign_in_at").is_null());
    EXPECT_EQ(made.body.find("password"), std::string::npos);
    EXPECT_EQ(h.try_sign_in("ravi.k", "ten letters").status, 200);
    EXPECT_EQ(h.who.people().find("ravi.k")->role, role::supervisor);

    const auto again = h.send("POST", "/api/v1/users", fresh, boss);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(house::code(again), "username_taken");
    EXPECT_THAT(h.audited(), Contains("boss user.created user:" + std::to_string(body.at("id").as_int64())));
}

TEST(users, what_does_not_fit_is_named) {
    house h;
    const auto boss = h.sign_in("boss");
    const json::object good{
        {"username", "ravi"}, {"display_name", "R"}, {"role", "auditor"}, {"password", "ten letters"}};
    const auto field_of = [&](std::string_view name, json::value value) {
        json::object body = good;
        body[name] = std::move(value);
        const auto answer = h.send("POST", "/api/v1/users", body, boss);
        EXPECT_EQ(answer.status, 422) << answer.body;
        return std::string(json::parse(answer.body).at("field").as_string());
    };
    for (const char* name : {"A", "ravi k", "-ravi", "Ravi", "r"}) EXPECT_EQ(field_of("username", name), "username");
    EXPECT_EQ(field_of("username", json::value(std::string(65, 'a'))), "username");
    EXPECT_EQ(field_of("password", "too short"), "password");
    EXPECT_EQ(field_of("role", "owner"), "role");
    EXPECT_EQ(field_of("display_name", ""), "display_name");
    EXPECT_EQ(field_of("display_name", json::value(std::string(101, 'x'))), "display_name");
    EXPECT_EQ(field_of("salary", 1), "salary");
    EXPECT_EQ(h.who.people().all().size(), 2u) << "nothing half-written";
    std::string long_name;
    for (int n = 0; n < 100; ++n) long_name += "र";  // 300 bytes, 100 characters
    json::object fits = good;
    fits["display_name"] = long_name;
    EXPECT_EQ(h.send("POST", "/api/v1/users", fits, boss).status, 201);
}

TEST(users, lose_all_sessions_at_once_when_off_or_given_another_role_or_password) {
    house h;
    const auto boss = h.sign_in("boss");
    const std::string path = user_path(h, "asha");
    for (const json::value& change : {json::value{{"role", "supervisor"}}, json::value{{"password", "another one"}},
                                      json::value{{"active", false}}}) {
        const std::string password = h.try_sign_in("asha", "long enough").status == 200 ? "long enough" : "another one";
        const auto one = h.sign_in("asha", password), two = h.sign_in("asha", password);
        ASSERT_EQ(h.send("PATCH", path, change, boss).status, 200);
        EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, one).status, 401) << json::serialize(change);
        EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, two).status, 401);
        EXPECT_EQ(h.who.sessions().size(), 1u);
        EXPECT_GE(std::ranges::count(h.ended, "asha"), 2);
        h.ended.clear();
    }
    EXPECT_EQ(pg::run(h.io, h.db.run("select from sessions")).size(), 1u);
    EXPECT_EQ(h.send("PATCH", path, {{"active", true}}, boss).status, 200);
    EXPECT_EQ(h.try_sign_in("asha", "another one").status, 200);
}

TEST(users, keep_their_sessions_when_only_the_name_changes) {
    house h;
    const auto boss = h.sign_in("boss"), asha = h.sign_in("asha");
    ASSERT_EQ(
        h.send("PATCH", user_path(h, "asha"), {{"display_name", "Asha R"}, {"role", "telecaller"}}, boss).status,
        200);
    const auto me = h.send("GET", "/api/v1/session", nullptr, asha);
    EXPECT_EQ(me.status, 200);
    EXPECT_EQ(json::parse(me.body).at("user").at("display_name"), "Asha R");
    EXPECT_EQ(h.who.people().name_of(h.who.people().find("asha")->id), "Asha R");
    EXPECT_EQ(h.who.people().name_of(99), "user 99");
}

TEST(users, the_last_active_admin_can_be_neither_switched_off_nor_demoted) {
    house h;
    const auto boss = h.sign_in("boss");
    for (const json::value& change : {json::value{{"active", false}}, json::value{{"role", "auditor"}}}) {
        const auto answer = h.send("PATCH", user_path(h, "boss"), change, boss);
        EXPECT_EQ(answer.status, 409);
        EXPECT_EQ(house::code(answer), "last_admin");
    }
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, boss).status, 200);
    pg::run(h.io, h.who.ensure_user("second", "Second", role::admin, "long enough"));
    EXPECT_EQ(h.send("PATCH", user_path(h, "boss"), {{"role", "auditor"}}, boss).status, 200);
}

TEST(users, two_admins_who_demote_each_other_at_once_leave_one) {
    house h;
    const auto second = pg::run(h.io, h.who.ensure_user("second", "Second", role::admin, "long enough"));
    const auto first = h.who.people().find("boss")->id;
    int done = 0, refused = 0;
    for (const auto id : {first, second}) {
        service::user_change change;
        change.role = role::auditor;
        asio::co_spawn(h.io, h.who.update_user(principal{}, id, change),
                       [&](std::exception_ptr fault, const directory::person&) {
                           ++done;
                           if (fault) ++refused;
                       });
    }
    while (done < 2) h.io.run_one();
    EXPECT_EQ(refused, 1);
}

TEST(users, are_listed_by_name_page_by_page) {
    house h;
    const auto boss = h.sign_in("boss");
    for (const char* name : {"zed", "amit"}) pg::run(h.io, h.who.ensure_user(name, name, role::auditor, "long enough"));
    std::vector<std::string> names;
    std::string path = "/api/v1/users?limit=3";
    const auto first = json::parse(h.send("GET", path, nullptr, boss).body);
    for (const auto& item : first.at("items").as_array()) names.emplace_back(item.at("username").as_string());
    const auto rest = json::parse(
        h.send("GET", "/api/v1/users?cursor=" + std::string(first.at("next").as_string()), nullptr, boss).body);
    for (const auto& item : rest.at("items").as_array()) names.emplace_back(item.at("username").as_string());
    EXPECT_THAT(names, ElementsAre("amit", "asha", "boss", "zed"));
    EXPECT_TRUE(rest.at("next").is_null());
    EXPECT_EQ(h.send("GET", "/api/v1/users/99", nullptr, boss).status, 404);
    EXPECT_EQ(h.send("PATCH", "/api/v1/users/99", {{"active", true}}, boss).status, 404);
    EXPECT_EQ(h.send("PATCH", user_path(h, "asha"), json::object{}, boss).status, 422);
}

TEST(users, each_route_admits_the_roles_of_the_contract) {
    house h;
    for (const auto& [name, as] : {std::pair{"sup", role::supervisor}, std::pair{"aud", role::auditor}}) {
        pg::run(h.io, h.who.ensure_user(name, name, as, "long enough"));
    }
    const auto admitted = [&](const std::string& name, const std::string& method, const std::string& path) {
        const auto status = h.send(method, path, json::object{}, h.sign_in(name)).status;
        return status != 403 && status != 401;
    };
    for (const char* name : {"asha", "sup", "aud", "boss"}) {
        const bool admin = name == std::string("boss"), overseer = name != std::string("asha");
        EXPECT_EQ(admitted(name, "GET", "/api/v1/users"), overseer) << name;
        EXPECT_EQ(admitted(name, "GET", "/api/v1/users/1"), overseer) << name;
        EXPECT_EQ(admitted(name, "POST", "/api/v1/users"), admin) << name;
        EXPECT_EQ(admitted(name, "PATCH", "/api/v1/users/1"), admin) << name;
        EXPECT_EQ(admitted(name, "GET", "/api/v1/tokens"), admin) << name;
        EXPECT_EQ(admitted(name, "POST", "/api/v1/tokens"), admin) << name;
        EXPECT_EQ(admitted(name, "DELETE", "/api/v1/tokens/1"), admin) << name;
        EXPECT_TRUE(admitted(name, "GET", "/api/v1/session")) << name;
    }
}

TEST(users, ensuring_makes_one_or_makes_it_so) {
    house h;
    const auto id = pg::run(h.io, h.who.ensure_user("demo", "Demo", role::telecaller, "long enough"));
    const auto asha = h.sign_in("demo");
    EXPECT_EQ(pg::run(h.io, h.who.ensure_user("demo", "Demo", role::telecaller, "long enough")), id);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, asha).status, 200) << "nothing to change, nobody signed out";
    EXPECT_EQ(pg::run(h.io, h.who.ensure_user("demo", "Demo", role::supervisor, "now another")), id);
    EXPECT_EQ(h.try_sign_in("demo", "now another").status, 200);
    EXPECT_EQ(h.who.people().find("demo")->role, role::supervisor);
}

TEST(tokens, let_another_system_in_without_csrf_until_revoked) {
    house h;
    const auto boss = h.sign_in("boss");
    const auto made = h.send("POST", "/api/v1/tokens", {{"name", "loan system"}, {"role", "admin"}}, boss);
    ASSERT_EQ(made.status, 201) << made.body;
    const auto body = json::parse(made.body);
    const std::string token(body.at("token").as_string());
    EXPECT_EQ(
        h.send("POST", "/api/v1/users",
               {{"username", "by.token"}, {"display_name", "T"}, {"role", "auditor"}, {"password", "ten letters"}},
               {}, token)
            .status,
        201);
    EXPECT_THAT(h.audited(), Contains(testing::StartsWith("token:loan system user.created")));

    h.now += 1min;
    EXPECT_EQ(h.send("GET", "/api/v1/users", nullptr, {}, token).status, 200);
    const auto listed = h.send("GET", "/api/v1/tokens", nullptr, boss);
    EXPECT_EQ(listed.body.find(token), std::string::npos);
    EXPECT_EQ(json::parse(listed.body).at("items").at(0).at("last_used_at"), json::value(to_rfc3339(h.now)));
    EXPECT_EQ(pg::run(h.io, h.db.run("select from api_tokens where token_hash = $1", token)).size(), 0u);
    EXPECT_EQ(house::code(h.send("GET", "/api/v1/session", nullptr, {}, token)), "no_session");

    const std::string path = "/api/v1/tokens/" + std::to_string(body.at("id").as_int64());
    EXPECT_EQ(h.send("POST", "/api/v1/tokens", {{"name", "loan system"}, {"role", "auditor"}}, boss).status, 409);
    EXPECT_EQ(h.send("DELETE", path, nullptr, boss).status, 204);
    const auto late = h.send("GET", "/api/v1/users", nullptr, {}, token);
    EXPECT_EQ(late.status, 401);
    EXPECT_EQ(house::code(late), "bad_token");
    EXPECT_EQ(h.send("DELETE", path, nullptr, boss).status, 404);
    EXPECT_EQ(h.send("POST", "/api/v1/tokens", {{"name", "loan system"}, {"role", "auditor"}}, boss).status, 201)
        << "the name is free again";
}

TEST(tokens, expire_and_live_through_a_restart) {
    house h;
    const auto boss = h.sign_in("boss");
    EXPECT_EQ(h.send("POST", "/api/v1/tokens",
                     {{"name", "x"}, {"role", "auditor"}, {"expires_at", to_rfc3339(h.now)}}, boss)
                  .status,
              422);
    const auto made = h.send("POST", "/api/v1/tokens",
                             {{"name", "x"}, {"role", "auditor"}, {"expires_at", to_rfc3339(h.now + 1h)}}, boss);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string token(json::parse(made.body).at("token").as_string());
    EXPECT_EQ(h.send("GET", "/api/v1/users", nullptr, {}, token).status, 200);
    EXPECT_EQ(h.send("GET", "/api/v1/tokens", nullptr, {}, token).status, 403)
        << "a token has its role, not its maker's";
    pg::run(h.io, h.who.stop());
    service again(h.io.get_executor(), h.db, h.workers, h.options());
    pg::run(h.io, again.start());
    net::request r;
    r.headers = {{"authorization", "bearer " + token}};
    pg::run(h.io, again.authenticate(r));
    EXPECT_EQ(r.who->name, "token:x");
    EXPECT_TRUE(r.who->via_token);
    EXPECT_EQ(again.tokens().begin()->second.last_used_at, h.now);
    pg::run(h.io, again.stop());
    h.now += 1h;
    EXPECT_EQ(h.send("GET", "/api/v1/users", nullptr, {}, token).status, 401);
    for (const char* header : {"Bearer", "Basic abc", "Bearer  ", "x"}) {
        net::request bad;
        bad.headers = {{"authorization", header}};
        EXPECT_ANY_THROW(pg::run(h.io, h.who.authenticate(bad))) << header;
    }
}

TEST(users, all_of_this_leaves_a_sound_audit_log) {
    house h;
    const auto boss = h.sign_in("boss");
    (void)h.try_sign_in("asha", "guess");
    (void)h.send("PATCH", user_path(h, "asha"), {{"password", "secret words here"}}, boss);
    const auto v = pg::run(h.io, audit::verify(h.db));
    EXPECT_TRUE(v.sound()) << v.why;
    EXPECT_GE(v.entries, 4);
    EXPECT_TRUE(pg::run(h.io, h.db.run("select from audit_log where details::text like '%secret%'")).empty());
}

}  // namespace
}  // namespace zenix::identity
