import Config
import Control
import Domain
import Store

extension Operator {
  /// Deliveries that one calendar holds.
  private static let calendarRowsMax = 10_000

  func calendar(_ request: GetCalendar) async throws(ErrorObject) -> CalendarView {
    let filter = DeliveryFilter(
      project: request.project, dueFrom: request.from.instant, dueUntil: request.until.instant)
    let rows = try await allDeliveries(filter, limit: Operator.calendarRowsMax)
    let days = Days(zones: parts.ports.zones, zone: parts.present.timezone)
    var view = CalendarView(timezone: parts.present.timezone, days: [])
    for group in Operator.byPost(rows) {
      // Every view of a delivery carries the time that the store wrote.
      guard let due = Instant(rfc3339: group[0].due) else { continue }
      let day = days.date(of: due).text
      if view.days.last?.day != day { view.days.append(CalendarDayView(day: day, posts: [])) }
      view.days[view.days.count - 1].posts.append(Operator.calendarPost(group))
    }
    return view
  }

  /// Every delivery that matches, in order, read a page a turn.
  ///
  /// - Throws: `too_many` when more than `limit` match.
  func allDeliveries(
    _ filter: DeliveryFilter, limit: Int
  ) async throws(ErrorObject) -> [DeliveryView] {
    var rows: [DeliveryView] = []
    var cursor: String?
    repeat {
      let after = cursor
      let page = try await inTurn { try $0.store.queue(filter, after: after, limit: 500) }
      rows += page.items
      cursor = page.next
      guard rows.count <= limit else {
        throw ErrorObject(
          .tooMany, "more than \(limit) deliveries match", hint: "narrow the filter or the time")
      }
    } while cursor != nil
    return rows
  }

  /// Deliveries of one post at one time belong together; the order of the first ones is kept.
  private static func byPost(_ rows: [DeliveryView]) -> [[DeliveryView]] {
    var groups: [[DeliveryView]] = []
    var places: [String: Int] = [:]
    for row in rows {
      let key = "\(row.due) \(row.uid)"
      if let place = places[key] {
        groups[place].append(row)
      } else {
        places[key] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  private static func calendarPost(_ group: [DeliveryView]) -> CalendarPostView {
    CalendarPostView(
      uid: group[0].uid, due: group[0].due,
      status: OuterPostStatus(of: group.compactMap { StateWord($0.state)?.state }),
      accounts: group.map(\.account), text: group[0].text, project: group[0].project)
  }
}
