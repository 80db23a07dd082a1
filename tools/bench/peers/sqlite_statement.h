// tools/bench/peers/sqlite_statement.h: a statement of SQLite, prepared once and stepped often.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace ippledge::bench {

using Hash = std::array<unsigned char, 32>;

// What is bound stays where it is until the next step: nothing is copied.
class Statement {
 public:
  Statement(sqlite3* base, const char* sql) {
    sqlite3_prepare_v3(base, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // SQLITE_ROW, SQLITE_DONE or an error; a statement that did not compile gives SQLITE_MISUSE.
  template <typename... Values>
  int Step(const Values&... values) {
    sqlite3_reset(statement_);
    int place = 0;
    (Bind(++place, values), ...);
    return sqlite3_step(statement_);
  }
  int Next() { return sqlite3_step(statement_); }
  // Ends it: a statement that is not read to its end would hold its transaction.
  void Reset() { sqlite3_reset(statement_); }
  std::int64_t Number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view Blob(int column) const {
    return {static_cast<const char*>(sqlite3_column_blob(statement_, column)),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  void Bind(int place, std::string_view text) {
    sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void Bind(int place, const Hash& hash) {
    sqlite3_bind_blob(statement_, place, hash.data(), static_cast<int>(hash.size()), SQLITE_STATIC);
  }
  void Bind(int place, std::int64_t number) { sqlite3_bind_int64(statement_, place, number); }
  void Bind(int place, int number) { sqlite3_bind_int(statement_, place, number); }

  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace ippledge::bench
