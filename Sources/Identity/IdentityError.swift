import Database

/// Why an account, agent or key could not be made, found or changed.
package enum IdentityError: Error, Hashable {
    case database(DatabaseError)
}
