/// Edits (insert, delete, replace, swap of neighbours) that turn one text into the other.
///
/// - Complexity: O(a × b). Optimal string alignment distance.
func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    var rows = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in a.indices {
        for j in b.indices {
            var best = min(rows[i][j + 1], rows[i + 1][j]) + 1
            best = min(best, rows[i][j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
            rows[i + 1][j + 1] = best
        }
    }
    return rows[a.count][b.count]
}

/// The candidate nearest to what was typed, if it is near enough to have been meant: a third of its letters wrong at most.
func nearestMatch(_ typed: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { ($0, editDistance(typed, $0)) }.min { $0.1 < $1.1 }
    guard let (candidate, distance) = ranked, distance <= max(1, (candidate.count + 1) / 3) else { return nil }
    return candidate
}

/// `; did you mean 'replay'?`, or nothing.
func suggestion(for typed: String, among candidates: [String]) -> String {
    nearestMatch(typed, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
}
