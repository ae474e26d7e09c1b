import HTTP

// Accounts and sessions (contract §1.1).
extension Endpoint {
    var accessRoute: Route {
        switch self {
        case .register:
            Route(
                .post, "/api/v1/auth/register", "Makes an account with its first agent and wallet", group: .register, .none,
                body: [.displayName, .email, .password, .startingBalance],
                answer: .json(Example.register, status: 201),
                errors: ["DUPLICATE_ACCOUNT", "VALIDATION_ERROR", "RATE_LIMIT_EXCEEDED"])
        case .login:
            Route(
                .post, "/api/v1/auth/login", "Makes a token of an account key and its secret", group: .login, .none,
                body: [.apiKey, .apiSecret],
                answer: .json(Example.login),
                errors: ["ACCOUNT_NOT_FOUND", "INVALID_API_KEY", "ACCOUNT_SUSPENDED", "VALIDATION_ERROR", "RATE_LIMIT_EXCEEDED"])
        case .userLogin:
            Route(
                .post, "/api/v1/auth/user-login", "Makes a token of an email and its password", group: .login, .none,
                body: [.loginEmail, .loginPassword],
                answer: .json(Example.login),
                errors: ["INVALID_API_KEY", "ACCOUNT_SUSPENDED", "VALIDATION_ERROR", "RATE_LIMIT_EXCEEDED"])
        case .forgotPassword:
            Route(
                .post, "/api/v1/auth/forgot-password", "Leaves a token for a new password with the operator", group: .login, .none,
                body: [.username],
                answer: .json(Example.forgotPassword),
                errors: ["VALIDATION_ERROR"])
        case .resetPassword:
            Route(
                .post, "/api/v1/auth/reset-password", "Sets a new password by such a token", group: .login, .none,
                body: [.token, .newPassword],
                answer: .json(Example.forgotPassword),
                errors: ["VALIDATION_ERROR"])
        case .verifyEmail:
            Route(
                .post, "/api/v1/auth/verify-email", "Confirms an email by its token", group: .login, .none,
                body: [.token],
                answer: .json(Example.forgotPassword),
                errors: ["VALIDATION_ERROR"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
