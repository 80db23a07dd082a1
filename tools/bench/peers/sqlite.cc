#include "tools/bench/peers/sqlite.h"

#include <openssl/evp.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/bench/loans.h"
#include "tools/bench/peers/cells.h"
#include "tools/bench/peers/row.h"
#include "tools/bench/peers/sqlite_statement.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kTotalsRuns = 5;
constexpr std::uint64_t kFoldLoans = 65'536;  // between two writings of the totals

constexpr const char* kSettings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=4000;";

constexpr const char* kAddTotal =
    "INSERT INTO total VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (roll_up, period, one, other)"
    " DO UPDATE SET loans = loans + excluded.loans,"
    " contract_fen = contract_fen + excluded.contract_fen,"
    " disbursed_fen = disbursed_fen + excluded.disbursed_fen,"
    " ip_part_fen = ip_part_fen + excluded.ip_part_fen,"
    " disbursed_ip_part_fen = disbursed_ip_part_fen + excluded.disbursed_ip_part_fen";

class Sha256 {
 public:
  Sha256() : method_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {}
  ~Sha256() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(method_);
  }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Hash Of(std::string_view first, std::string_view second) {
    Hash hash;
    EVP_DigestInit_ex(context_, method_, nullptr);
    EVP_DigestUpdate(context_, first.data(), first.size());
    EVP_DigestUpdate(context_, second.data(), second.size());
    EVP_DigestFinal_ex(context_, hash.data(), nullptr);
    return hash;
  }

 private:
  EVP_MD* method_;
  EVP_MD_CTX* context_;
};

std::string_view Bytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

struct Statements {
  explicit Statements(sqlite3* base)
      : begin(base, "BEGIN IMMEDIATE"),
        commit(base, "COMMIT"),
        rollback(base, "ROLLBACK"),
        find_request(base, "SELECT fingerprint FROM request WHERE request_id = ?"),
        add_request(base, "INSERT INTO request VALUES (?,?,?,?)"),
        head(base, "SELECT position, hash FROM journal ORDER BY position DESC LIMIT 1"),
        add_loan(base, "INSERT INTO loan VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"),
        add_draw(base, "INSERT INTO draw VALUES (?,?,?,?,?,?)"),
        find_right(base, "SELECT 1 FROM pledged_right WHERE number = ? AND kind = ? LIMIT 1"),
        add_right(base, "INSERT INTO pledged_right VALUES (?,?,?,?,?,?)"),
        add_entry(base, "INSERT INTO journal VALUES (?, unixepoch(), ?, ?)"),
        add_total(base, kAddTotal),
        set_folded(base, "UPDATE folded SET position = ?") {}

  Statement begin, commit, rollback, find_request, add_request, head, add_loan, add_draw,
      find_right, add_right, add_entry, add_total, set_folded;
};

class Sqlite final : public Peer {
 public:
  explicit Sqlite(fs::path folder) : folder_(std::move(folder)) {}
  ~Sqlite() override {
    Close();
    std::error_code error;
    fs::remove_all(folder_, error);
  }

  absl::Status Found() {
    std::error_code error;
    fs::remove_all(folder_, error);
    fs::create_directories(folder_, error);
    const absl::Status opened = Open();
    if (!opened.ok()) return opened;
    std::ifstream file(IPPLEDGE_PEERS "/sqlite.sql");
    std::stringstream sql;
    sql << file.rdbuf();
    const absl::Status founded = Execute(sql.str());
    if (!founded.ok()) return founded;
    statements_ = std::make_unique<Statements>(base_);
    return absl::OkStatus();
  }

  absl::StatusOr<Measured> Record(const Load& load) override {
    const auto batch = static_cast<std::uint64_t>(load.batch);
    const std::uint64_t messages = load.loans / batch;
    const std::uint64_t piece = std::max<std::uint64_t>(1, kPieceLoans / batch);
    Measured measured;
    std::vector<float> latencies;
    for (std::uint64_t first = 0; first < messages; first += piece) {
      const std::uint64_t end = std::min(messages, first + piece);
      std::vector<LoanRow> rows;
      std::vector<std::string> ids;
      for (std::uint64_t m = first; m < end; ++m) ids.push_back(RequestIdOf(load.seed, m));
      for (std::uint64_t i = first * batch; i < end * batch; ++i) {
        rows.push_back(RowOf(load.first_loan + i, load));
      }
      if (first == 0) load.on_start();
      const double began = NowSeconds();
      for (std::size_t m = 0; m < ids.size(); ++m) {
        const double at = NowSeconds();
        const bool good = Call(ids[m], rows.data() + m * batch, batch);
        latencies.push_back(static_cast<float>((NowSeconds() - at) * 1e3));
        good ? measured.rows += batch : ++measured.refused;
      }
      measured.seconds += NowSeconds() - began;
    }
    Summarise(latencies, measured);
    if (!failure_.empty()) return absl::InternalError(absl::StrCat("SQLite: ", failure_));
    return measured;
  }

  absl::StatusOr<Held> Count() override {
    Statement loans(base_,
                    "SELECT count(*), coalesce(sum(d.principal_fen), 0), "
                    "coalesce(sum(l.ip_part_fen), 0) FROM loan l JOIN draw d USING (loan_id)");
    // Each roll-up has every loan, in the table or in memory.
    Statement totals(base_,
                     "SELECT sum(loans), sum(disbursed_fen), sum(ip_part_fen) FROM total "
                     "WHERE roll_up = ?");
    Statement entries(base_, "SELECT count(*), coalesce(max(position), 0) FROM journal");
    if (loans.Step() != SQLITE_ROW || entries.Step() != SQLITE_ROW) return Failed();
    bool agree = entries.Number(0) == loans.Number(0) && entries.Number(1) == loans.Number(0);
    const std::vector<CellSums> unstored = unstored_.Sums();
    for (int roll_up = 1; roll_up <= kRollUps; ++roll_up) {
      if (totals.Step(roll_up) != SQLITE_ROW) return Failed();
      std::array<std::int64_t, 3> sums = {totals.Number(0), totals.Number(1), totals.Number(2)};
      for (const CellSums& cell : unstored) {
        if (cell.roll_up != roll_up) continue;
        sums[0] += cell.loans;
        sums[1] += cell.disbursed_fen;
        sums[2] += cell.ip_part_fen;
      }
      for (int column = 0; column < 3; ++column) {
        agree = agree && loans.Number(column) == sums[static_cast<std::size_t>(column)];
      }
    }
    if (!agree) return absl::InternalError("SQLite: loans, journal and totals do not agree");
    return Held{.loans = static_cast<std::uint64_t>(loans.Number(0)),
                .disbursed_fen = loans.Number(1),
                .ip_part_fen = loans.Number(2)};
  }

  absl::StatusOr<std::int64_t> BytesOnDisk() override {
    const absl::Status status = Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!status.ok()) return status;
    return static_cast<std::int64_t>(fs::file_size(File()));
  }

  absl::Status Merge() override { return Execute("VACUUM"); }

  absl::StatusOr<double> TotalsMillis() override {
    Statement totals(base_,
                     "SELECT substr(d.disbursement_date, 1, 4), l.unit, r.kind, count(*), "
                     "sum(d.ip_part_fen) FROM loan l JOIN draw d USING (loan_id) JOIN "
                     "(SELECT loan_id, min(kind) AS kind FROM pledged_right GROUP BY loan_id) r "
                     "USING (loan_id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    std::vector<double> times;
    for (int run = 0; run < kTotalsRuns; ++run) {
      const double at = NowSeconds();
      int step = totals.Step();
      while (step == SQLITE_ROW) step = totals.Next();
      if (step != SQLITE_DONE) return Failed();
      times.push_back((NowSeconds() - at) * 1e3);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }

  // In this process nothing can die alone: it is opened anew, its log as it was left.
  absl::StatusOr<double> RestartSeconds() override {
    std::error_code error;
    const fs::path crashed = folder_ / "crashed";
    fs::create_directories(crashed, error);
    for (const char* end : {"", "-wal"}) {
      fs::copy_file(File().string() + end, (crashed / "ledger").string() + end,
                    fs::copy_options::overwrite_existing, error);
      if (error) return absl::InternalError(absl::StrCat("SQLite: ", error.message()));
    }
    Close();
    for (const char* end : {"", "-wal"}) {
      fs::rename((crashed / "ledger").string() + end, File().string() + end, error);
    }
    const double at = NowSeconds();
    const absl::Status opened = Open();
    if (!opened.ok()) return opened;
    {
      Statement head(base_, "SELECT max(position) FROM journal");
      if (head.Step() != SQLITE_ROW) return Failed();
    }
    const absl::Status folded = FoldTail();
    if (!folded.ok()) return folded;
    const double seconds = NowSeconds() - at;
    statements_ = std::make_unique<Statements>(base_);
    return seconds;
  }

 private:
  fs::path File() const { return folder_ / "ledger"; }

  absl::Status Failed() const {
    return absl::InternalError(absl::StrCat("SQLite: ", sqlite3_errmsg(base_)));
  }

  absl::Status Execute(const std::string& sql) {
    return sqlite3_exec(base_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK
               ? absl::OkStatus()
               : Failed();
  }

  absl::Status Open() {
    if (sqlite3_open(File().c_str(), &base_) != SQLITE_OK) return Failed();
    return Execute(kSettings);
  }

  void Close() {
    statements_.reset();
    sqlite3_close(base_);
    base_ = nullptr;
  }

  // One transaction. False: refused, and nothing of it is there.
  bool Call(const std::string& id, const LoanRow* rows, std::uint64_t count) {
    Statements& all = *statements_;
    if (all.begin.Step() != SQLITE_DONE) return Refuse();
    // What was sent under this id is known by the hash of its messages' hashes.
    leaves_.clear();
    std::string joined;
    for (std::uint64_t i = 0; i < count; ++i) {
      leaves_.push_back(sha256_.Of(rows[i].content, ""));
      joined.append(Bytes(leaves_.back()));
    }
    const Hash fingerprint = sha256_.Of(joined, "");
    if (all.find_request.Step(id) == SQLITE_ROW) {
      const bool same = all.find_request.Blob(0) == Bytes(fingerprint);
      all.find_request.Reset();
      all.rollback.Step();
      return same;
    }
    std::int64_t position = 0;
    Hash hash{};
    if (all.head.Step() == SQLITE_ROW) {
      position = all.head.Number(0);
      std::memcpy(hash.data(), all.head.Blob(1).data(), hash.size());
    }
    all.head.Reset();
    if (all.add_request.Step(id, fingerprint, position + 1, static_cast<std::int64_t>(count)) !=
        SQLITE_DONE) {
      return Refuse();
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      hash = sha256_.Of(Bytes(hash), Bytes(leaves_[i]));
      if (!Add(rows[i], ++position, hash)) return Refuse();
    }
    if (all.commit.Step() != SQLITE_DONE) return Refuse();
    for (std::uint64_t i = 0; i < count; ++i) unstored_.Add(rows[i]);
    return unstored_.loans() < kFoldLoans || StoreTotals(position);
  }

  bool Add(const LoanRow& row, std::int64_t id, const Hash& hash) {
    Statements& all = *statements_;
    bool good =
        all.add_loan.Step(id, row.bank, row.contract_number, row.borrower_name, row.credit_code,
                          row.unit, row.firm_size, row.industry, row.contract_fen, row.ip_part_fen,
                          row.annual_rate_ppm, row.kind) == SQLITE_DONE &&
        all.add_draw.Step(id, row.draw_number, row.disbursement_date, row.maturity_date,
                          row.principal_fen, row.disbursed_ip_part_fen) == SQLITE_DONE;
    for (const RightRow& right : row.rights) {
      if (all.find_right.Step(right.number, right.kind) == SQLITE_ROW) ++known_rights_;
      all.find_right.Reset();
      good = good &&
             all.add_right.Step(id, right.kind, right.number, right.secured_fen,
                                right.registration_number, right.registration_date) == SQLITE_DONE;
    }
    return good && all.add_entry.Step(id, id, hash) == SQLITE_DONE;
  }

  // Adds what is in memory to the totals, which then are those of `position`.
  bool StoreTotals(std::int64_t position) {
    Statements& all = *statements_;
    bool good = all.begin.Step() == SQLITE_DONE;
    for (const CellSums& cell : unstored_.Sums()) {
      good = good && all.add_total.Step(cell.roll_up, cell.period, cell.one, cell.other, cell.loans,
                                        cell.contract_fen, cell.disbursed_fen, cell.ip_part_fen,
                                        cell.disbursed_ip_part_fen) == SQLITE_DONE;
    }
    good = good && all.set_folded.Step(position) == SQLITE_DONE && all.commit.Step() == SQLITE_DONE;
    if (!good) return Refuse();
    unstored_.Clear();
    return true;
  }

  // Folds the loans above the position of the stored totals.
  absl::Status FoldTail() {
    unstored_.Clear();
    Statement tail(base_,
                   "SELECT l.bank, l.unit, l.industry, d.disbursement_date, l.firm_size, l.kind, "
                   "l.contract_fen, l.ip_part_fen, d.principal_fen, d.ip_part_fen "
                   "FROM loan l JOIN draw d USING (loan_id) "
                   "WHERE l.loan_id > (SELECT position FROM folded)");
    int step = tail.Step();
    for (; step == SQLITE_ROW; step = tail.Next()) {
      LoanRow row{.bank = std::string(tail.Blob(0)),
                  .unit = std::string(tail.Blob(1)),
                  .industry = std::string(tail.Blob(2)),
                  .disbursement_date = std::string(tail.Blob(3))};
      row.firm_size = static_cast<int>(tail.Number(4));
      row.kind = static_cast<int>(tail.Number(5));
      row.contract_fen = tail.Number(6);
      row.ip_part_fen = tail.Number(7);
      row.principal_fen = tail.Number(8);
      row.disbursed_ip_part_fen = tail.Number(9);
      SetDays(row);
      unstored_.Add(row);
    }
    return step == SQLITE_DONE ? absl::OkStatus() : Failed();
  }

  // What is not a constraint is a failure of the run.
  bool Refuse() {
    if (sqlite3_errcode(base_) != SQLITE_CONSTRAINT) failure_ = sqlite3_errmsg(base_);
    statements_->rollback.Step();
    return false;
  }

  const fs::path folder_;
  sqlite3* base_ = nullptr;
  std::unique_ptr<Statements> statements_;
  Sha256 sha256_;
  std::vector<Hash> leaves_;
  CellFold unstored_;  // what the loans since the stored totals add to them
  std::uint64_t known_rights_ = 0;
  std::string failure_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> OpenSqlite(const std::string& folder) {
  auto peer = std::make_unique<Sqlite>(folder + "/sqlite");
  const absl::Status status = peer->Found();
  if (!status.ok()) return status;
  return peer;
}

}  // namespace ippledge::bench
