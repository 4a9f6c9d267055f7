# A letter as two other MIME parsers read it: Email::MIME and MIME::Parser. JSON on standard output.
use strict;
use warnings;
use Email::MIME;
use Encode qw(decode);
use JSON::PP;
use MIME::Parser;
use MIME::Words qw(decode_mimewords);

local $/;
my $octets = <STDIN>;

my $mail = Email::MIME->new($octets);
my %one = map { lc($_) => $mail->header_str($_) } qw(Subject From To Reply-To);
$one{parts} = [map { {type => (split /;/, $_->content_type)[0], text => $_->body_str} } $mail->subparts];

my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->tmp_to_core(1);
my $entity = $parser->parse_data($octets);
my %two;
for my $name (qw(Subject From To Reply-To)) {
    my $raw = $entity->head->get($name);
    $raw =~ s/\r?\n[ \t]+/ /g;
    $raw =~ s/\?=\s+=\?/?==?/g;    # RFC 2047 section 6.2: white space between encoded words is no part of the text
    $raw =~ s/\s+$//;
    $two{lc $name} = join '', map { defined $_->[1] ? decode($_->[1], $_->[0]) : $_->[0] } decode_mimewords($raw);
}
$two{parts} = [map {
    {type => $_->mime_type, text => decode('UTF-8', $_->bodyhandle->as_string)}
} $entity->parts];

print JSON::PP->new->ascii->encode([\%one, \%two]);
