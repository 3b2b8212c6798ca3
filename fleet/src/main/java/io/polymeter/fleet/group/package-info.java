/// Virtual meters over sites: who belongs to a group, and what its sums are made of.
///
/// Invariant: a sum says of how many of how many it is; a site belongs to a group by what held when the quarter-hour
/// began, so that a correction goes where the first figure went.
@NullMarked
package io.polymeter.fleet.group;

import org.jspecify.annotations.NullMarked;
