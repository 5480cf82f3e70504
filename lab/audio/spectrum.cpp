#include "lab/audio/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace zenix::lab {
namespace {

constexpr double rate = 8000, least_share = 0.2;
constexpr std::size_t lobe = 3;  // half the width of a tone under a Hann window, with room

void fft(std::vector<std::complex<double>>& x) {
    const std::size_t n = x.size();
    for (std::size_t i = 1, j = 0; i < n; ++i) {
        std::size_t bit = n >> 1;
        for (; (j & bit) != 0; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(x[i], x[j]);
    }
    for (std::size_t length = 2; length <= n; length <<= 1) {
        const auto step = std::polar(1.0, -2 * std::numbers::pi / static_cast<double>(length));
        for (std::size_t from = 0; from < n; from += length) {
            std::complex<double> w = 1;
            for (std::size_t k = 0; k < length / 2; ++k, w *= step) {
                const auto a = x[from + k], b = x[from + k + length / 2] * w;
                x[from + k] = a + b;
                x[from + k + length / 2] = a - b;
            }
        }
    }
}

// Between the bins, by the parabola through the logarithms of three.
double peak_hz(const std::vector<double>& power, std::size_t k, std::size_t n) {
    const double tiny = 1e-9;
    const double a = std::log(power[k - 1] + tiny), b = std::log(power[k] + tiny),
                 c = std::log(power[k + 1] + tiny);
    const double curve = a - 2 * b + c;
    const double off = curve < 0 ? 0.5 * (a - c) / curve : 0;
    return (static_cast<double>(k) + off) * rate / static_cast<double>(n);
}

}  // namespace

spectrum analyse(std::span<const std::int16_t> samples) {
    spectrum out;
    const std::size_t n = samples.size();
    std::vector<std::complex<double>> x(n);
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double s = samples[i];
        squares += s * s;
        const double turn = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
        x[i] = s * (0.5 - 0.5 * std::cos(turn));
    }
    const double rms = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(n, 1)));
    out.level_dbfs = rms < 0.5 ? -100 : 20 * std::log10(rms * std::numbers::sqrt2 / 32768);
    if (n < 64 || rms < 0.5) return out;

    fft(x);
    std::vector<double> power(n / 2);
    for (std::size_t k = 0; k < n / 2; ++k) power[k] = std::norm(x[k]);
    double whole = 0;
    for (const double p : power) whole += p;
    auto left = power;
    for (int found = 0; found < 3; ++found) {
        const auto top = std::max_element(left.begin() + 2, left.end() - 2);
        const auto k = static_cast<std::size_t>(top - left.begin());
        const auto from = k > lobe ? k - lobe : 0, to = std::min(k + lobe + 1, left.size());
        double energy = 0;
        for (auto i = from; i < to; ++i) energy += std::exchange(left[i], 0);
        if (energy / whole < least_share) break;
        out.tones.push_back({peak_hz(power, k, n), energy / whole});
    }
    return out;
}

}  // namespace zenix::lab
