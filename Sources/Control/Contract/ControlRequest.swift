/// Every request that the daemon answers with one document.
///
/// The list is closed: a new operation is a new case, and the compiler names every place that must
/// know it.
package enum ControlRequest: Hashable, Sendable {
  case status(GetStatus)
  case health(GetHealth)
  case queue(ListDeliveries)
  case calendar(GetCalendar)
  case show(ShowPost)
  case post(CreatePost)
  case edit(EditPost)
  case importPosts(ImportPosts)
  case followImport(FollowImport)
  case export(ExportPosts)
  case retry(Retry)
  case cancel(Cancel)
  case approve(Approve)
  case reject(Reject)
  case reschedule(Reschedule)
  case resolve(Resolve)
  case accounts(ListAccounts)
  case startConnect(StartConnect)
  case answerConnect(AnswerConnect)
  case followConnect(FollowConnect)
  case disconnect(Disconnect)
  case reload(Reload)
  case plan(GetPlan)
  case notices(ListNotices)
  case audit(ListAudit)
  case verifyAudit(VerifyAudit)
  case keys(GetKeys)
  case rotateKeys(RotateKeys)
}
