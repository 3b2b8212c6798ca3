package io.polymeter.fleet.api;

import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.EnrolServer;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.Registration.Access;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/// Admits by the registry, one at a time: no code counts twice here. Where two instances are asked at once, the one
/// certificate counts that the registry names last.
public final class SiteAdmissions implements EnrolServer.Admissions {

    private final Membership membership;
    private final Actions actions;

    /// @param membership kept up to date from the registry
    public SiteAdmissions(Membership membership, Actions actions) {
        this.membership = membership;
        this.actions = actions;
    }

    @Override
    public synchronized Optional<X509Certificate> enrol(String digest, EnrolServer.Issuer issuer) throws IOException {
        long now = System.currentTimeMillis();
        for (Map.Entry<String, Registration> site : membership.sites().entrySet()) {
            Access access = site.getValue().access();
            if (access.invitation().equals(digest) && now < access.until()) {
                X509Certificate made = issuer.issue(site.getKey());
                note("enrol", site.getKey(), site.getValue().with(access.enrolled(Authority.serial(made))));
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized Optional<X509Certificate> renew(String node, String serial, EnrolServer.Issuer issuer)
            throws IOException {
        Registration known = membership.registration(node);
        if (known == null || !known.access().admits(serial)) {
            return Optional.empty();
        }
        X509Certificate made = issuer.issue(node);
        // Who renews with the former one has lost the last one.
        Access present = new Access(
                true, serial, "", known.access().invitation(), known.access().until());
        note("renew", node, known.with(present.renewed(Authority.serial(made))));
        return Optional.of(made);
    }

    /// What the registry will say is known here at once.
    private void note(String action, String node, Registration changed) {
        membership.registered(node, changed);
        actions.certify(action, node, changed);
    }
}
