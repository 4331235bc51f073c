package import Domain

/// Every document that a request can be answered with.
package enum ControlReply: Hashable, Sendable {
  case status(StatusView)
  case health(HealthView)
  case deliveries(Page<DeliveryView>)
  case calendar(CalendarView)
  case post(PostView)
  case result(PostResult)
  case edit(EditReply)
  case importReport(ImportReport)
  case export(ExportView)
  case action(ActionReport)
  case accounts(Page<AccountView>)
  case disconnect(DisconnectReport)
  case tokens(Page<TokenStandingView>)
  case connect(ConnectState)
  case reload(ReloadReport)
  case plan(PlanView)
  case notices(Page<NoticeView>)
  case audit(Page<AuditView>)
  case auditVerdict(AuditVerdict)
  case keys(KeysView)
  case backup(BackupReport)
  case quarantine(QuarantineView)
  case upload(UploadView)
  case medium(MediaView)
  case media(Page<MediaView>)
  case mediaSweep(MediaSweep)
  case mediaCheck(MediaCheckView)

  /// The document itself.
  package var document: any Codable & Sendable {
    switch self {
    case .status(let view): view
    case .health(let view): view
    case .deliveries(let view): view
    case .calendar(let view): view
    case .post(let view): view
    case .result(let view): view
    case .edit(let view): view
    case .importReport(let view): view
    case .export(let view): view
    case .action(let view): view
    case .accounts(let view): view
    case .disconnect(let view): view
    case .tokens(let view): view
    case .connect(let view): view
    case .reload(let view): view
    case .plan(let view): view
    case .notices(let view): view
    case .audit(let view): view
    case .auditVerdict(let view): view
    case .keys(let view): view
    case .backup(let view): view
    case .quarantine(let view): view
    case .upload(let view): view
    case .medium(let view): view
    case .media(let view): view
    case .mediaSweep(let view): view
    case .mediaCheck(let view): view
    }
  }

  /// The answer says that the work goes on: HTTP status 202.
  package var isUnderWay: Bool {
    switch self {
    case .result(let result): result.result == .pending && !result.isDryRun
    case .importReport(let report): report.state == .working
    case .reload(let report): report.state == .working
    case .connect(let state): state.state == .working
    case .disconnect(let report): report.outcome == .underWay
    case .backup(let report): report.isUnderWay
    default: false
    }
  }

  /// Where the latest state of unfinished work is to be had.
  package var address: String? {
    switch self {
    case .result(let result): result.address
    case .importReport(let report): "/v1/imports/\(report.batch)"
    case .connect(let state): "/v1/accounts/\(state.account)/connect/\(state.session)"
    case .backup: "/v1/backup"
    default: nil
    }
  }
}
