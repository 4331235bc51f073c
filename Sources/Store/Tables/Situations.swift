import Domain

/// Everything that a decision about a flow rests on, in one statement: the delivery with its
/// content where there is one, the flow, and whether there is anything else to be read.
enum Situations {
  static let ofFlow = SQL(
    """
    SELECT \(Deliveries.columns), content.body, content.id, \(Flows.columns),
      EXISTS(SELECT 1 FROM step WHERE step.flow = flow.id AND step.run = flow.run),
      EXISTS(SELECT 1 FROM remote WHERE remote.delivery = flow.delivery)
    FROM flow LEFT JOIN delivery ON delivery.id = flow.delivery
      AND delivery.staged NOT IN staging
    LEFT JOIN post ON post.id = delivery.post
    LEFT JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    LEFT JOIN content ON content.id = revision.content
    WHERE flow.id = ?
    """)
  static let flowColumn: Int32 = 16
  static let hasSteps: Int32 = 32
  static let hasParts: Int32 = 33
}
