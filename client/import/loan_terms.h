// client/import/loan_terms.h: whether the ledger holds a contract with the terms a file tells.
#pragma once

#include <string>

namespace ippledge::v1 {
class Loan;
class NewLoan;
}  // namespace ippledge::v1

namespace ippledge::client {

// What `told` says otherwise than the ledger, "contract_amount_fen 100 (recorded: 200), ...", at
// most five of it; empty when nothing. A registration that the ledger has learnt since and the file
// does not tell is no difference; released rights still count as the loan's.
std::string DifferingTerms(const v1::NewLoan& told, const v1::Loan& recorded);

}  // namespace ippledge::client
