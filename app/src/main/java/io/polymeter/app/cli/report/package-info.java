/// What commands print: tables, reports and JSON, as text.
@NullMarked
package io.polymeter.app.cli.report;

import org.jspecify.annotations.NullMarked;
