// Writes the workbook of SampleSheet() to the file named by its argument.
#include <fstream>
#include <iostream>
#include <string>

#include "absl/status/statusor.h"
#include "client/workbook/adjustment_workbook.h"
#include "tests/client/workbook/sample_sheet.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: client_workbook_sample FILE\n";
    return 2;
  }
  const absl::StatusOr<std::string> bytes =
      ippledge::client::AdjustmentWorkbook(ippledge::client::SampleSheet(), "CNY");
  if (!bytes.ok()) {
    std::cerr << bytes.status() << "\n";
    return 1;
  }
  std::ofstream out(argv[1], std::ios::binary);
  out << *bytes;
  out.close();
  return out.good() ? 0 : 1;
}
