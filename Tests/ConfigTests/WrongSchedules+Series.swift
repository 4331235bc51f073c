/// Wrong series, and files that are not YAML.
extension WrongSchedules {
  static let series = #"""
    === no rule
    series:
      - id: s
        posts: [{ text: x }]
    ---
    5:9: error: a series needs repeat: or cron:
        such as repeat: FREQ=WEEKLY;BYDAY=TU with at: "09:00", or cron: 0 9 * * TUE
    === two rules
    series:
      - id: s
        repeat: FREQ=DAILY
        cron: 0 9 * * *
        posts: [{ text: x }]
    ---
    7:11: error: a series has repeat: or cron:, not both
        remove one of them
    === bad rule
    series:
      - id: s
        repeat: FREQ=OFTEN
        at: "09:00"
        posts: [{ text: x }]
    ---
    6:13: error: "FREQ=OFTEN" is no rule of RFC 5545: FREQ is missing or unknown
    === bad cron line
    series:
      - id: s
        cron: 0 9 *
        posts: [{ text: x }]
    ---
    6:11: error: "0 9 *" is no cron line: it needs five fields
    === no time
    series:
      - id: s
        repeat: FREQ=DAILY
        posts: [{ text: x }]
    ---
    5:9: error: a series with repeat: needs "at"
        a time of day such as "09:00"
    === interval without start
    series:
      - id: s
        repeat: FREQ=DAILY;INTERVAL=2
        at: "09:00"
        posts: [{ text: x }]
    ---
    6:13: error: a rule with COUNT or INTERVAL needs starts:
        name the first day, such as starts: 2026-12-01
    === no texts
    series:
      - id: s
        cron: 0 9 * * *
    ---
    5:9: error: a series needs posts: or from:
        the texts that take turns
    === empty texts
    series:
      - id: s
        cron: 0 9 * * *
        posts: []
    ---
    7:12: error: "posts" is empty
    === no files
    series:
      - id: s
        cron: 0 9 * * *
        from: tips/*.md
    ---
    7:11: error: no file fits "tips/*.md"
        paths begin at the folder of schedule.yaml
    === no such file
    series:
      - id: s
        cron: 0 9 * * *
        from: tips/a.md
    ---
    7:11: error: "tips/a.md" does not exist
    === never
    series:
      - id: s
        cron: 0 9 * * *
        ends: 2020-01-01
        posts: [{ text: x }]
    ---
    6:11: warning: this never happens in the next 366 days
    """#

  static let syntax = #"""
    === tab
    posts:
    \#t- id: a
    ---
    5:1: error: unexpected character
        indent with spaces, not tabs, and quote values that begin with @, `, % or a tab
    === bad indentation
    posts:
      - id: a
       at: now
    ---
    6:4: error: this does not fit what stands above it
        check the indentation
    === quote never closed
    posts:
      - id: "a
        at: now
    ---
    5:9: error: this quote is never closed
    === second colon
    posts:
      - id: a
        text: Note: this
    ---
    6:15: error: unexpected ":"
        check the indentation, or quote the value if the colon belongs to it
    === list never closed
    posts: [{ id: a }
    ---
    4:8: error: this list is never closed
        add "]"
    === mapping never closed
    posts: [{ id: a ]
    ---
    4:9: error: this mapping is never closed
        add "}"
    === line without colon
    posts:
      - id: a
        hello
        at: now
    ---
    6:5: error: this line is no "key: value"
        add the colon and a space, or check the indentation
    === alias without anchor
    posts: *all
    ---
    4:8: error: no anchor "&all" above this alias
    === alias of itself
    posts: &a [*a]
    ---
    4:12: error: the alias "*a" contains itself
    === tag
    posts: !!set { a: b }
    ---
    4:8: error: the tag "!!set" means nothing here
        remove it
    === two documents
    ---
    posts: []
    ---
    4:1: error: a second document
        remove the line "---"
    === NUL
    posts:\#0
    ---
    4:7: error: a NUL byte
        this is not a text file, or it was damaged
    === at sign
    posts:
      - id: @a
    ---
    5:9: error: unexpected character
        indent with spaces, not tabs, and quote values that begin with @, `, % or a tab
    === deep
    posts: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    ---
    4:40: error: nested more than 32 levels deep
    """#
}
