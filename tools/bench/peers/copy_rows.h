// tools/bench/peers/copy_rows.h: rows as PostgreSQL's binary COPY reads them.
//
// The server parses no digits then. Columns come in the table's order; each
// call must be of the column's type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ippledge::bench {

class CopyRows {
 public:
  CopyRows();

  void Row(int columns);
  void Smallint(std::int64_t number) { Field(number, 2); }
  void Integer(std::int64_t number) { Field(number, 4); }
  void Bigint(std::int64_t number) { Field(number, 8); }
  void Text(std::string_view text);  // bytea too
  // Precondition: ISO 8601.
  void Date(const std::string& day);
  // With the end mark; no rows may follow.
  std::string Take();

 private:
  void Number(std::int64_t number, int bytes);
  void Field(std::int64_t number, int bytes);

  std::string bytes_;
};

}  // namespace ippledge::bench
