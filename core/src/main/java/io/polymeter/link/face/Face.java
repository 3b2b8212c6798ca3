package io.polymeter.link.face;

import io.polymeter.link.Link;
import java.util.List;

/// A device without registers, as planned.
public interface Face {

    /// What it does, in words that follow `output NAME shows METER `.
    String describe();

    /// What it is, e.g. `shelly pro-3em`.
    String form();

    /// Where its consumers find it.
    String where();

    /// Makes the links; all of them end and begin together.
    ///
    /// @param name of the output
    List<Link> links(String name, ShownMeter meter);
}
