/// What operators see and do: the API, and the page that can do nothing else.
///
/// Invariant: nobody changes anything without a role that allows it, and every change says in the audit log who made
/// it.
@NullMarked
package io.polymeter.fleet.api;

import org.jspecify.annotations.NullMarked;
