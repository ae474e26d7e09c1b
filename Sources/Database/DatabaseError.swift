/// What the database refused.
package enum DatabaseError: Error, Hashable {
    case failed(operation: String, code: Int32, message: String)
}
