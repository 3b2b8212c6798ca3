package io.polymeter.http;

/// Answers one kind of request. Runs on one of a few threads that are not those of the data path, so it may
/// compute, but should not wait long.
@FunctionalInterface
public interface Route {

    /// The answer.
    ///
    /// @throws Refusal to answer with an error
    /// @throws Exception is logged, and answered with status 500
    WebReply answer(WebRequest call) throws Exception;
}
