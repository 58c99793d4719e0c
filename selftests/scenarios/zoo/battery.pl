# SPDX-License-Identifier: GPL-2.0-only
use strict;
use warnings;
use threads;
use JSON::PP;
use Digest::SHA qw(sha256_hex);
use List::Util qw(sum);
use POSIX qw(floor);
use Storable qw(dclone);
use IO::Socket::INET;
use Time::HiRes;
use Encode;

my $data = JSON::PP->new->canonical->encode({ a => [1, 2], b => "x" });
die unless $data eq '{"a":[1,2],"b":"x"}' && sha256_hex("abc") =~ /^ba7816bf/;
die unless sum(map { $_->join } map { my $n = $_; threads->create(sub { $n * $n }) } 1 .. 4) == 30;
my $code = eval 'sub { $_[0] + 1 }' or die;
my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die;
my $child = fork // die;
if (!$child) {
	my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->sockport) or exit 1;
	print $c "ping\n";
	exit 0;
}
my $line = $server->accept->getline;
waitpid $child, 0;
die unless $line eq "ping\n" && `echo 5` == 5 && dclone([1])->[0] == 1 && floor(2.5) == 2;
print "perl $^V ", $code->(41), "\n";
