// tools/bench/settings.h: what a run of the benchmark measures, and how much of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace ippledge::bench {

struct Settings {
  std::string self;               // this program
  std::string ippledged;          // the server to measure
  std::string admin;              // ippledge-admin, which audits what the server leaves
  std::string dev_ca;             // the script that makes certificates
  std::string folder;             // scratch, on the disk to measure
  std::string out;                // folder of the results; empty: none are written
  std::vector<std::string> only;  // parts; empty for all
  std::vector<std::string> modes;  // of the part `modes`; empty for all
  bool peers = true;
  int rounds = 5;
  double scale = 1;
  std::uint64_t growth = 10'000'000;  // loans
  std::int64_t lines = 100'000;       // of the month's statement

  // So many loans at scale 1: whole batches, at least `batches_min`.
  std::uint64_t Loans(double loans, int batch = 1, int batches_min = 1) const {
    const auto batches = static_cast<std::uint64_t>(loans * scale / batch);
    return std::max<std::uint64_t>(batches, static_cast<std::uint64_t>(batches_min)) *
           static_cast<std::uint64_t>(batch);
  }
};

}  // namespace ippledge::bench
