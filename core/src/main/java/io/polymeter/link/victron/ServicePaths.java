package io.polymeter.link.victron;

/// What a kind of service shows of a meter, beside what all services show. Called by one thread.
interface ServicePaths {

    /// Draws all paths of this kind.
    void draw(ServiceUpdate scene);

    /// The number Victron gives to devices of this kind.
    int productId();

    /// What the device is called until it says so itself.
    String productName();
}
