#include "tools/bench/raw_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "ippledge/v1/loan_service.pb.h"
#include "proto/wire/parse.h"
#include "storage/codec.h"
#include "storage/journal.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {

Measured DriveRawJournal(const std::string& folder, const Load& load) {
  auto log = storage::LocalLog::Open(folder, {});
  if (!log.ok()) {
    std::fprintf(stderr, "raw journal: %s\n", log.status().ToString().c_str());
    return {};
  }
  std::vector<storage::Block> blocks;
  std::vector<storage::Head> heads{{}};
  storage::EntryEncoder encoder;
  storage::BlockBuilder builder;
  proof::Frontier frontier;
  v1::NewLoan message;
  builder.Start(1);
  for (std::uint64_t i = 0; i < load.loans; ++i) {
    FillLoan(load.first_loan + i, message);
    Violations violations;
    Entry entry;
    entry.number = static_cast<std::int64_t>(i) + 1;
    entry.commit_time_ms = 1'760'000'000'000;
    entry.business_date = Date::Of(2026, 1, 1);
    entry.caller = {.organisation = "ip-office", .role = Role::kIpOffice};
    entry.events.emplace_back(
        LoanRecorded{{wire::ParseNewLoan(message, {}, "loan", violations)}, {}});
    encoder.Encode(entry, builder.buffer());
    builder.EndEntry();
    // The tree is not part of what is measured here: any leaf will do.
    frontier.Append(proof::Hash{});
    if ((i + 1) % static_cast<std::uint64_t>(load.batch) == 0) {
      blocks.push_back(builder.Finish(frontier, {}, entry.commit_time_ms));
      heads.push_back({.size = entry.number, .root = frontier.Root()});
    }
  }
  Measured measured;
  std::vector<float> latencies;
  const double began = NowSeconds();
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const double at = NowSeconds();
    const absl::Status status =
        (*log)->Append({}, heads[b], heads[b + 1], absl::MakeConstSpan(&blocks[b], 1));
    if (!status.ok()) std::fprintf(stderr, "raw journal: %s\n", status.ToString().c_str());
    latencies.push_back(static_cast<float>((NowSeconds() - at) * 1e3));
    measured.rows += static_cast<std::uint64_t>(load.batch);
  }
  measured.seconds = NowSeconds() - began;
  Summarise(latencies, measured);
  return measured;
}

Measured DriveFdatasync(const std::string& folder, int times) {
  Measured measured;
  const std::string path = folder + "/fdatasync";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return measured;
  const std::string page(4096, 'x');
  std::vector<float> latencies;
  const double began = NowSeconds();
  for (int i = 0; i < times; ++i) {
    const double at = NowSeconds();
    if (write(fd, page.data(), page.size()) < 0 || fdatasync(fd) != 0) break;
    latencies.push_back(static_cast<float>((NowSeconds() - at) * 1e3));
    ++measured.rows;
  }
  measured.seconds = NowSeconds() - began;
  Summarise(latencies, measured);
  close(fd);
  unlink(path.c_str());
  return measured;
}

}  // namespace ippledge::bench
