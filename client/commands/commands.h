// client/commands/commands.h: what each noun adds to the command tree.
#pragma once

#include "client/command_tree.h"

namespace ippledge::client {

void AddProgrammeCommands(CommandTree& tree);  // programme found|show|list
void AddBodyCommands(CommandTree& tree);       // body register|list
void AddOpeningCommands(CommandTree& tree);    // opening record|list
void AddFundCommands(CommandTree& tree);       // fund record|reverse|status|movements
void AddFundReadCommands(CommandTree& tree, CLI::App& fund);
void AddCoverCommands(CommandTree& tree);  // cover apply|decide|report|show|list
void AddClaimCommands(CommandTree& tree);  // claim file|step|pay-run|confirm-payment|show|queue
void AddClaimReadCommands(CommandTree& tree, CLI::App& claim);
void AddRecoveryCommands(
    CommandTree& tree);  // recovery record|remit|close, clawback demand|confirm
// loan get|list|record|correct|void|draw|repay|extend|class|register-pledge|release
void AddLoanCommands(CommandTree& tree);
void AddLoanReadCommands(CommandTree& tree, CLI::App& loan);
void AddLoanEventCommands(CommandTree& tree, CLI::App& loan);
void AddImportCommands(CommandTree& tree);      // import loans|draws|repayments|…
void AddTotalsCommand(CommandTree& tree);       // totals
void AddTrajectoryCommand(CommandTree& tree);   // trajectory
void AddDiffCommand(CommandTree& tree);         // diff
void AddWatchCommand(CommandTree& tree);        // watch
void AddReportCommands(CommandTree& tree);      // report publish|list|patents
void AddExportCommands(CommandTree& tree);      // export totals|loans
void AddJournalCommands(CommandTree& tree);     // journal list|follow|get
void AddCheckpointCommands(CommandTree& tree);  // checkpoint show|list|follow|prove
void AddReceiptCommands(CommandTree& tree);     // receipt get
void AddWitnessCommands(CommandTree& tree);     // witness key|run|show|compare
void AddPolicyCommands(CommandTree& tree);      // policy check|show|diff|evaluate|issue|list|get
void AddPolicyTermsCommands(CommandTree& tree, CLI::App& policy);
void AddTermsCommands(CommandTree& tree);      // calendar enter|list, rate enter|list
void AddFigureCommands(CommandTree& tree);     // figure record|list
void AddAccountCommands(CommandTree& tree);    // account add|list
void AddStatementCommands(CommandTree& tree);  // statement check|import|list|show|withdraw
void AddStatementCheckCommand(CommandTree& tree, CLI::App& statement);
void AddStatementImportCommand(CommandTree& tree, CLI::App& statement);
// reconcile run|match|accept|undo|items|matches|explain|exceptions|sheet
void AddReconcileCommands(CommandTree& tree);
void AddReconcileReadCommands(CommandTree& tree, CLI::App& reconcile);
void AddReconcileSheetCommand(CommandTree& tree, CLI::App& reconcile);
void AddPeriodCommands(CommandTree& tree);   // period close|reopen|list
void AddApproveCommands(CommandTree& tree);  // approve show|sign, submit
void AddMemberCommands(CommandTree& tree);   // member list|amend
void AddKeyCommands(CommandTree& tree);      // key list|admit|retire
void AddQuorumCommands(CommandTree& tree);   // quorum show|set
void AddSubjectCommands(CommandTree& tree);  // subject erase
void AddActCommands(CommandTree& tree);      // act list
void AddAuditCommands(CommandTree& tree);    // audit list
void AddBackupCommands(CommandTree& tree);   // backup create

}  // namespace ippledge::client
