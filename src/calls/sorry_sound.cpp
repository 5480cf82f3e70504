#include "calls/sorry_sound.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <system_error>

// ZENIX_SORRY_FILE is src/calls/sorry.ulaw, spoken by a machine.
__asm__(".pushsection .rodata\n"
        "zenix_sorry_begin:\n"
        ".incbin \"" ZENIX_SORRY_FILE "\"\n"
        "zenix_sorry_end:\n"
        ".byte 0\n"
        ".popsection\n");
extern "C" const char zenix_sorry_begin[], zenix_sorry_end[];

namespace zenix::calls {

std::string_view sorry_sound() {
    return {zenix_sorry_begin, static_cast<std::size_t>(zenix_sorry_end - zenix_sorry_begin)};
}

std::string place_sorry_sound(const std::string& folder) {
    const auto place = std::filesystem::absolute(folder);
    std::filesystem::create_directories(place);
    const auto file = place / "sorry.ulaw";
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << sorry_sound();
    out.close();
    if (!out) throw std::system_error(std::make_error_code(std::errc::io_error), file.string());
    return "sound:" + (place / "sorry").string();
}

}  // namespace zenix::calls
