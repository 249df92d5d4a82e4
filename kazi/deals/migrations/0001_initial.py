import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import kazi.kernel.creating
import uuid
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_second_factor'),
        ('files', '0002_more_uses'),
    ]

    operations = [
        kazi.kernel.creating.CreateTogether(
            operations=[migrations.CreateModel(
                name='MonthMeans',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(unique=True)),
                    ('on_time', models.FloatField()),
                    ('on_time_n', models.PositiveIntegerField()),
                    ('accepted', models.FloatField()),
                    ('accepted_n', models.PositiveIntegerField()),
                    ('answer_hours', models.FloatField()),
                    ('answer_n', models.PositiveIntegerField()),
                ],
            ), migrations.CreateModel(
                name='Shortlist',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('deal', models.CharField(max_length=80, unique=True)),
                    ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                    ('listed', models.PositiveIntegerField()),
                    ('ndcg', models.FloatField()),
                ],
            ), migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                    ('sector', models.CharField(blank=True, max_length=40, verbose_name='sector')),
                    ('goals', models.TextField(blank=True, max_length=4000, verbose_name='what they and we want to reach')),
                    ('people', models.TextField(blank=True, max_length=4000, verbose_name='people, and what matters to each')),
                    ('next_steps', models.TextField(blank=True, max_length=4000, verbose_name='next steps')),
                    ('review_on', models.DateField(blank=True, null=True, verbose_name='look at this plan again on')),
                    ('is_demo', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('buyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership', verbose_name='who looks after it')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                },
            ), migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('request_ref', models.BigIntegerField(editable=False, null=True)),
                    ('proposal_ref', models.BigIntegerField(editable=False, null=True, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('currency', models.CharField(max_length=3)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('offered', 'Waits for signatures'), ('signed', 'Signed'), ('running', 'Running'), ('ended', 'Ended')], default='draft', max_length=10)),
                    ('version', models.PositiveSmallIntegerField(default=0)),
                    ('project_ref', models.BigIntegerField(editable=False, null=True, unique=True)),
                    ('ordered_at', models.DateTimeField(null=True)),
                    ('task_type', models.CharField(blank=True, max_length=80)),
                    ('units_accepted', models.PositiveBigIntegerField(default=0)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('end_reason', models.CharField(blank=True, max_length=1000)),
                    ('publishing', models.CharField(choices=[('nothing', 'Publish nothing'), ('banded', 'Publish, values as bands only'), ('exact', 'Publish with values')], default='nothing', max_length=8)),
                    ('reference_agreed', models.BooleanField(default=False)),
                    ('reference_words', models.CharField(blank=True, max_length=500)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('tender', models.JSONField(null=True)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('ordered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='AgreementVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('offered', 'Waits for signatures'), ('force', 'In force'), ('replaced', 'Replaced by a later version'), ('dropped', 'Dropped')], default='draft', max_length=8)),
                    ('side', models.CharField(choices=[('provider', 'Provider'), ('buyer', 'Buyer')], max_length=8)),
                    ('terms', models.JSONField()),
                    ('wording', models.CharField(max_length=20)),
                    ('text', models.TextField(blank=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('offered_at', models.DateTimeField(null=True)),
                    ('in_force_at', models.DateTimeField(null=True)),
                    ('agreement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='deals.agreement')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['-number'],
                },
            ), migrations.CreateModel(
                name='Billing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('legal_name', models.CharField(max_length=200, verbose_name='legal name')),
                    ('address', models.TextField(help_text='As it stands on letters.', max_length=500, verbose_name='address')),
                    ('city', models.CharField(blank=True, max_length=100, verbose_name='town')),
                    ('country', models.CharField(help_text='Two letters, such as KE.', max_length=2, verbose_name='country')),
                    ('tax_number', models.CharField(blank=True, max_length=60, verbose_name='tax number')),
                    ('registration', models.CharField(blank=True, max_length=60, verbose_name='registration number')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address for invoices')),
                    ('bank', models.TextField(blank=True, max_length=600, verbose_name='how to pay')),
                    ('iban', models.CharField(blank=True, max_length=40, verbose_name='account number or IBAN')),
                    ('bic', models.CharField(blank=True, max_length=11, verbose_name='bank code (BIC)')),
                    ('series', models.CharField(default='INV', max_length=12, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9-]{0,11}$', 'Capital letters, digits and hyphens, at most 12.')], verbose_name='series of invoices')),
                    ('credit_series', models.CharField(default='CN', max_length=12, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9-]{0,11}$', 'Capital letters, digits and hyphens, at most 12.')], verbose_name='series of credit notes')),
                    ('rounding', models.CharField(choices=[('half_up', 'Half up: 0.125 becomes 0.13'), ('half_even', 'Half to even: 0.125 becomes 0.12')], default='half_up', max_length=9, verbose_name='rounding')),
                    ('tax_category', models.CharField(blank=True, choices=[('S', 'Taxed at the rate below'), ('Z', 'Taxed at a rate of zero'), ('E', 'Exempt from tax'), ('AE', 'The buyer accounts for the tax (reverse charge)'), ('G', 'Export, no tax is charged'), ('O', 'Not subject to tax')], max_length=2, verbose_name='tax')),
                    ('tax_name', models.CharField(blank=True, default='VAT', max_length=20, verbose_name='name of the tax')),
                    ('tax_rate', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=6, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='rate, %')),
                    ('tax_reason', models.CharField(blank=True, help_text='As your tax office wants it said.', max_length=300, verbose_name='why no tax is charged')),
                    ('issues_by_itself', models.BooleanField(default=False, verbose_name='issue invoices as soon as a parcel is accepted')),
                    ('reminds', models.BooleanField(default=True, verbose_name='remind buyers of invoices that are overdue')),
                    ('remind_days', models.JSONField(blank=True, default=list, verbose_name='days after the due date')),
                    ('note', models.TextField(blank=True, max_length=600, verbose_name='note at the foot')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Campaign',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('country', models.CharField(blank=True, max_length=2, verbose_name='only in this country')),
                    ('sector', models.CharField(blank=True, max_length=40, verbose_name='only in this sector')),
                    ('subject', models.CharField(max_length=150, verbose_name='subject')),
                    ('text', models.TextField(max_length=8000, verbose_name='letter')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('sent', 'Sent'), ('ended', 'Ended')], default='draft', max_length=5)),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-made_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='Candidate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('slug', models.SlugField(max_length=80)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('skills', models.JSONField(default=dict)),
                    ('languages', models.JSONField(default=list)),
                    ('security', models.JSONField(default=list)),
                    ('capacity', models.PositiveIntegerField(null=True)),
                    ('size', models.CharField(default='unknown', max_length=10)),
                    ('on_time_n', models.PositiveIntegerField(default=0)),
                    ('on_time_x', models.FloatField(default=0)),
                    ('accepted_n', models.PositiveIntegerField(default=0)),
                    ('accepted_x', models.FloatField(default=0)),
                    ('answer_n', models.PositiveIntegerField(default=0)),
                    ('answer_hours', models.FloatField(default=0)),
                    ('impact', models.CharField(blank=True, max_length=10)),
                    ('impact_ratio', models.FloatField(null=True)),
                    ('certificate_until', models.DateField(null=True)),
                    ('prices', models.JSONField(default=list)),
                    ('refreshed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('provider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Card',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=200, verbose_name='what it is about')),
                    ('buyer', models.CharField(blank=True, max_length=200, verbose_name='buyer')),
                    ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                    ('service', models.CharField(blank=True, max_length=40, verbose_name='service')),
                    ('source', models.CharField(choices=[('hand', 'Written by hand'), ('letter', 'Letter to the hub'), ('request', 'Request'), ('campaign', 'Campaign'), ('agreement', 'Agreement'), ('renewal', 'Renewal')], default='hand', max_length=9, verbose_name='source')),
                    ('stage', models.CharField(choices=[('lead', 'Lead'), ('talking', 'Talking'), ('request', 'Request'), ('proposal', 'Proposal'), ('won', 'Chosen'), ('signed', 'Signed'), ('lost', 'Lost')], default='lead', max_length=8, verbose_name='stage')),
                    ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                    ('lost_because', models.CharField(blank=True, max_length=500, verbose_name='why it was lost')),
                    ('value_minor', models.BigIntegerField(blank=True, null=True)),
                    ('currency', models.CharField(default='USD', max_length=3, verbose_name='currency')),
                    ('months', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='months')),
                    ('starts_on', models.DateField(blank=True, null=True, verbose_name='begins in')),
                    ('volume', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='units in all')),
                    ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                    ('minutes_low', models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                    ('minutes_base', models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                    ('minutes_high', models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                    ('people_each', models.PositiveSmallIntegerField(default=1)),
                    ('hours', models.PositiveSmallIntegerField(default=160, validators=[django.core.validators.MinValueValidator(40), django.core.validators.MaxValueValidator(250)], verbose_name='paid hours of a person in a month')),
                    ('deal_key', models.CharField(blank=True, max_length=60)),
                    ('request_ref', models.BigIntegerField(editable=False, null=True)),
                    ('agreement_ref', models.BigIntegerField(editable=False, null=True)),
                    ('letter_ref', models.BigIntegerField(editable=False, null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='deals.account', verbose_name='account')),
                    ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='deals.campaign')),
                    ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership', verbose_name='who sells')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['stage_since', 'pk'],
                },
            ), migrations.CreateModel(
                name='Collateral',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('kind', models.CharField(choices=[('case', 'Case'), ('slides', 'Slides'), ('prices', 'Price sheet to fill in'), ('page', 'One-pager'), ('helper', 'Helper: what to say, what to ask')], max_length=6, verbose_name='kind')),
                    ('languages', models.JSONField(default=list)),
                    ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('providers', models.ManyToManyField(blank=True, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['title', 'pk'],
                },
            ), migrations.AddField(
                model_name='campaign',
                name='collateral',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.collateral', verbose_name='collateral'),
            ), migrations.CreateModel(
                name='Commission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='percent of the invoiced sum')),
                    ('since', models.DateField(verbose_name='from')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='to')),
                    ('reason', models.CharField(max_length=300, verbose_name='what it pays for')),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['-since', '-pk'],
                },
            ), migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                    ('job', models.CharField(blank=True, max_length=200, verbose_name='what they do')),
                    ('basis', models.CharField(blank=True, choices=[('', 'None: no campaigns'), ('asked', 'Asked us for news'), ('client', 'Is a client, and was told how to say no'), ('public', 'Business address published for such letters')], max_length=6, verbose_name='why we may write')),
                    ('basis_note', models.CharField(blank=True, max_length=300, verbose_name='when and how we got it')),
                    ('basis_at', models.DateTimeField(null=True)),
                    ('unsubscribed_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='deals.account')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                },
            ), migrations.CreateModel(
                name='ExposureLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Invoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('invoice', 'Invoice'), ('credit', 'Credit note')], default='invoice', max_length=7)),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued')], default='draft', max_length=6)),
                    ('series', models.CharField(blank=True, max_length=12)),
                    ('serial', models.PositiveIntegerField(null=True)),
                    ('number', models.CharField(blank=True, max_length=30)),
                    ('issued_on', models.DateField(null=True)),
                    ('issued_at', models.DateTimeField(null=True)),
                    ('due_on', models.DateField(null=True)),
                    ('payment_days', models.PositiveSmallIntegerField(default=30)),
                    ('currency', models.CharField(max_length=3)),
                    ('rounding', models.CharField(choices=[('half_up', 'Half up: 0.125 becomes 0.13'), ('half_even', 'Half to even: 0.125 becomes 0.12')], default='half_up', max_length=9)),
                    ('order_number', models.CharField(blank=True, max_length=60, verbose_name='your order number')),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('note', models.TextField(blank=True)),
                    ('seller', models.JSONField(default=dict)),
                    ('buyer', models.JSONField(default=dict)),
                    ('taxes', models.JSONField(default=list)),
                    ('commission_percent', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                    ('net_minor', models.BigIntegerField(default=0)),
                    ('tax_minor', models.BigIntegerField(default=0)),
                    ('total_minor', models.BigIntegerField(default=0)),
                    ('paid_at', models.DateTimeField(null=True)),
                    ('on_hold', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='deals.agreement')),
                    ('credits', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='deals.invoice')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='MailNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('way', models.CharField(choices=[('in', 'Came in'), ('out', 'Went out'), ('note', 'Note')], default='note', max_length=4, verbose_name='which way')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                    ('who', models.CharField(blank=True, max_length=200, verbose_name='with whom')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                    ('words', models.TextField(blank=True, max_length=8000, verbose_name='words')),
                    ('once', models.CharField(default=uuid.uuid4, max_length=80)),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='deals.account')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('card', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.card')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-at', '-pk'],
                },
            ), migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('voice', models.CharField(choices=[('provider', 'Provider'), ('buyer', 'Buyer'), ('hub', 'Hub')], max_length=8)),
                    ('author_name', models.CharField(max_length=200)),
                    ('organisation', models.CharField(max_length=200)),
                    ('text', models.TextField(blank=True, max_length=20000)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='MessageFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255)),
                    ('bytes', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('scanned', models.BooleanField(default=False)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='deals.message')),
                    ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ],
            ), migrations.CreateModel(
                name='Milestone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20)),
                    ('title', models.CharField(max_length=200)),
                    ('kind', models.CharField(choices=[('start', 'When the work is ordered'), ('units', 'When so many units are accepted'), ('date', 'By a date, when the buyer confirms it')], max_length=5)),
                    ('units', models.PositiveBigIntegerField(null=True)),
                    ('due_on', models.DateField(null=True)),
                    ('amount_minor', models.PositiveBigIntegerField()),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('reported', 'Reported, waits for the buyer'), ('reached', 'Reached'), ('dropped', 'Dropped by a later version')], default='planned', max_length=8)),
                    ('reached_at', models.DateTimeField(null=True)),
                    ('agreement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='deals.agreement')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='InvoiceLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('units', 'Accepted units'), ('milestone', 'Milestone'), ('credit', 'Credit')], max_length=9)),
                    ('title', models.CharField(max_length=300)),
                    ('unit', models.CharField(blank=True, max_length=40)),
                    ('quantity', models.DecimalField(decimal_places=3, max_digits=18)),
                    ('price', models.DecimalField(decimal_places=6, max_digits=18)),
                    ('net_minor', models.BigIntegerField()),
                    ('up_to', models.PositiveBigIntegerField(null=True)),
                    ('tax_category', models.CharField(blank=True, max_length=2)),
                    ('tax_name', models.CharField(blank=True, max_length=20)),
                    ('tax_rate', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=6)),
                    ('tax_reason', models.CharField(blank=True, max_length=300)),
                    ('credits', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credited_by', to='deals.invoiceline')),
                    ('invoice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='deals.invoice')),
                    ('milestone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.milestone')),
                ],
                options={
                    'ordering': ['place'],
                },
            ), migrations.CreateModel(
                name='Need',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret_hash', models.CharField(max_length=64, unique=True)),
                    ('said', models.JSONField()),
                    ('invite', models.JSONField(default=list)),
                    ('weights', models.JSONField(default=dict)),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('organisation', models.CharField(blank=True, max_length=200)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('confirm_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('client_id', models.BigIntegerField(null=True)),
                    ('request_ref', models.BigIntegerField(null=True)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='NeedFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='deals.need')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('amount_minor', models.BigIntegerField()),
                    ('paid_on', models.DateField()),
                    ('reference', models.CharField(blank=True, max_length=140)),
                    ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='deals.invoice')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['paid_on', 'pk'],
                },
            ), migrations.CreateModel(
                name='PricePoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.CharField(max_length=40)),
                    ('unit', models.CharField(max_length=40)),
                    ('price', models.DecimalField(decimal_places=6, max_digits=18)),
                    ('currency', models.CharField(max_length=3)),
                    ('stated_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('sealed', 'Sealed'), ('opened', 'Opened'), ('withdrawn', 'Withdrawn'), ('awarded', 'Awarded'), ('lost', 'Not chosen')], default='sealed', max_length=10)),
                    ('sealed', models.BinaryField(null=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('opens_at', models.DateTimeField()),
                    ('once', models.UUIDField(editable=False, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('opened_at', models.DateTimeField(null=True)),
                    ('content', models.JSONField(null=True)),
                    ('debrief', models.TextField(blank=True, max_length=4000)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='ProposalFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('opened', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='deals.proposal')),
                    ('sealed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='ReferenceTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.CharField(max_length=40)),
                    ('task_type', models.CharField(blank=True, max_length=80)),
                    ('median_minutes', models.DecimalField(decimal_places=4, max_digits=9)),
                    ('p25_minutes', models.DecimalField(decimal_places=4, max_digits=9)),
                    ('p75_minutes', models.DecimalField(decimal_places=4, max_digits=9)),
                    ('answers', models.PositiveIntegerField()),
                    ('providers', models.PositiveIntegerField()),
                    ('refreshed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('service', 'task_type'), name='one_reference_time'), models.CheckConstraint(condition=models.Q(('providers__gte', 3)), name='reference_of_three')],
                },
            ), migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.PositiveSmallIntegerField()),
                    ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('invoice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='deals.invoice')),
                ],
                options={
                    'ordering': ['step'],
                },
            ), migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('service', models.CharField(max_length=40, verbose_name='service')),
                    ('task_type', models.CharField(blank=True, max_length=80)),
                    ('description', models.TextField(max_length=8000)),
                    ('volume', models.PositiveIntegerField()),
                    ('unit', models.CharField(max_length=40)),
                    ('finish_by', models.DateField(null=True)),
                    ('languages', models.JSONField(default=list)),
                    ('quality', models.DecimalField(decimal_places=5, max_digits=6, null=True)),
                    ('security', models.JSONField(default=list)),
                    ('budget_minor', models.BigIntegerField(null=True)),
                    ('currency', models.CharField(default='USD', max_length=3)),
                    ('countries', models.JSONField(default=list)),
                    ('least_people', models.PositiveIntegerField(default=0)),
                    ('certified_only', models.BooleanField(default=False)),
                    ('sample_units', models.PositiveIntegerField(null=True)),
                    ('sample_minutes', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ('mode', models.CharField(choices=[('chosen', 'Only the providers I invite'), ('open', 'Every provider here')], default='chosen', max_length=6)),
                    ('proposals_until', models.DateTimeField(null=True)),
                    ('questions_until', models.DateTimeField(null=True)),
                    ('nda_required', models.BooleanField(default=False)),
                    ('nda_text', models.TextField(blank=True)),
                    ('is_public', models.BooleanField(default=False)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open for proposals'), ('closed', 'Being decided'), ('awarded', 'Awarded'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                    ('sealed_key', models.BinaryField(null=True)),
                    ('site', models.CharField(blank=True, max_length=200)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('opened_at', models.DateTimeField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('ended_because', models.CharField(blank=True, max_length=1000)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=2000)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('answer', models.TextField(blank=True, max_length=4000)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='deals.request')),
                ],
            ), migrations.AddField(
                model_name='proposal',
                name='request',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='deals.request'),
            ), migrations.CreateModel(
                name='NdaClick',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.request')),
                ],
            ), migrations.CreateModel(
                name='LaterDeadline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.DateTimeField()),
                    ('after', models.DateTimeField()),
                    ('reason', models.CharField(max_length=500)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later', to='deals.request')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Invited',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('declined_at', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited', to='deals.request')),
                ],
            ), migrations.CreateModel(
                name='Award',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reasons', models.TextField(max_length=4000)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.proposal')),
                    ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='award', to='deals.request')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='RequestFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255)),
                    ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='deals.request')),
                ],
            ), migrations.CreateModel(
                name='Satisfaction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('delivery_ref', models.BigIntegerField()),
                    ('number', models.PositiveIntegerField()),
                    ('agreement_ref', models.BigIntegerField(null=True)),
                    ('title', models.CharField(max_length=200)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('score', models.PositiveSmallIntegerField(null=True)),
                    ('words', models.TextField(blank=True, max_length=2000)),
                    ('may_be_named', models.BooleanField(default=False)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-asked_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='Sending',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='deals.campaign')),
                    ('card', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deals.card')),
                    ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.contact')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12)),
                    ('last', models.PositiveIntegerField(default=0)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Shown',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('size', models.CharField(max_length=10)),
                    ('rank', models.PositiveIntegerField()),
                    ('by_score', models.PositiveIntegerField()),
                    ('score', models.FloatField()),
                    ('exposure', models.FloatField()),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('shortlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='deals.shortlist')),
                ],
            ), migrations.CreateModel(
                name='Signature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('side', models.CharField(choices=[('provider', 'Provider'), ('buyer', 'Buyer')], max_length=8)),
                    ('name', models.CharField(max_length=200)),
                    ('organisation', models.CharField(max_length=200)),
                    ('sha256', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('void_at', models.DateTimeField(null=True)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='deals.agreementversion')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ), migrations.CreateModel(
                name='StageSpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stage', models.CharField(choices=[('lead', 'Lead'), ('talking', 'Talking'), ('request', 'Request'), ('proposal', 'Proposal'), ('won', 'Chosen'), ('signed', 'Signed'), ('lost', 'Lost')], max_length=8)),
                    ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('left_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('card', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spells', to='deals.card')),
                ],
                options={
                    'ordering': ['entered_at', 'pk'],
                },
            ), migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(max_length=300, verbose_name='what is to be done')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                    ('done_at', models.DateTimeField(null=True)),
                    ('once', models.CharField(default=uuid.uuid4, max_length=80)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='deals.account')),
                    ('card', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.card')),
                    ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('who', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership', verbose_name='who does it')),
                ],
                options={
                    'ordering': ['due_on', 'pk'],
                },
            ), migrations.CreateModel(
                name='Renewal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('agreement_ref', models.BigIntegerField()),
                    ('ends_on', models.DateField()),
                    ('days', models.PositiveSmallIntegerField()),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.card')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.task')),
                ],
            ), migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200)),
                    ('hub_by_provider', models.BooleanField(default=False)),
                    ('hub_by_buyer', models.BooleanField(default=False)),
                    ('latest_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('agreement', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='thread', to='deals.agreement')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-latest_at'],
                },
            ), migrations.CreateModel(
                name='ReadMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('up_to', models.BigIntegerField(default=0)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                    ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.thread')),
                ],
            ), migrations.AddField(
                model_name='message',
                name='thread',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='deals.thread'),
            ), migrations.AddConstraint(
                model_name='account',
                constraint=models.UniqueConstraint(condition=models.Q(('buyer__isnull', False)), fields=('org', 'buyer'), name='one_account_per_buyer'),
            ), migrations.AddConstraint(
                model_name='account',
                constraint=models.UniqueConstraint(condition=models.Q(('buyer__isnull', True)), fields=('org', 'name'), name='one_account_per_name'),
            ), migrations.AddIndex(
                model_name='agreement',
                index=models.Index(fields=['owner', 'state'], name='agreement_of_provider'),
            ), migrations.AddIndex(
                model_name='agreement',
                index=models.Index(fields=['shared_with', 'state'], name='agreement_of_buyer'),
            ), migrations.AddIndex(
                model_name='agreement',
                index=models.Index(condition=models.Q(('version__gt', 0), models.Q(('publishing', 'nothing'), _negated=True)), fields=['id'], name='agreement_public'),
            ), migrations.AddConstraint(
                model_name='agreementversion',
                constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='one_version_per_number'),
            ), migrations.AddConstraint(
                model_name='agreementversion',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'offered'])), fields=('agreement',), name='one_open_version'),
            ), migrations.AddConstraint(
                model_name='agreementversion',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'force')), fields=('agreement',), name='one_version_in_force'),
            ), migrations.AddConstraint(
                model_name='billing',
                constraint=models.UniqueConstraint(fields=('org',), name='one_billing_per_org'),
            ), migrations.AddIndex(
                model_name='card',
                index=models.Index(fields=['owner', 'stage'], name='card_of_owner'),
            ), migrations.AddIndex(
                model_name='card',
                index=models.Index(fields=['shared_with', 'stage'], name='card_of_provider'),
            ), migrations.AddConstraint(
                model_name='card',
                constraint=models.UniqueConstraint(condition=models.Q(('deal_key', ''), _negated=True), fields=('owner', 'shared_with', 'deal_key'), name='one_card_per_deal'),
            ), migrations.AddConstraint(
                model_name='card',
                constraint=models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 60)), name='card_months'),
            ), migrations.AddConstraint(
                model_name='card',
                constraint=models.CheckConstraint(condition=models.Q(('value_minor', None), ('value_minor__gte', 0), _connector='OR'), name='card_value'),
            ), migrations.AddConstraint(
                model_name='card',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes_base', None), ('minutes_high', None), ('minutes_low', None)), models.Q(('minutes_base__gte', models.F('minutes_low')), ('minutes_high__gte', models.F('minutes_base')), ('minutes_low__gt', 0)), _connector='OR'), name='card_minutes_rise'),
            ), migrations.AddConstraint(
                model_name='collateral',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_collateral_per_form'),
            ), migrations.AddConstraint(
                model_name='campaign',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_campaign_per_form'),
            ), migrations.AddConstraint(
                model_name='commission',
                constraint=models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', 50)), name='commission_is_a_share'),
            ), migrations.AddConstraint(
                model_name='commission',
                constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='commission_ends_after_it_begins'),
            ), migrations.AddConstraint(
                model_name='contact',
                constraint=models.UniqueConstraint(fields=('org', 'account', 'email'), name='one_contact_per_address'),
            ), migrations.AddConstraint(
                model_name='contact',
                constraint=models.CheckConstraint(condition=models.Q(('basis', ''), models.Q(('basis_note', ''), _negated=True), _connector='OR'), name='a_basis_says_where_it_is_from'),
            ), migrations.AddConstraint(
                model_name='exposureletter',
                constraint=models.UniqueConstraint(fields=('provider', 'month'), name='one_exposure_letter'),
            ), migrations.AddIndex(
                model_name='invoice',
                index=models.Index(fields=['owner', 'state', '-issued_on'], name='invoice_of_provider'),
            ), migrations.AddIndex(
                model_name='invoice',
                index=models.Index(fields=['shared_with', 'state', '-issued_on'], name='invoice_of_buyer'),
            ), migrations.AddIndex(
                model_name='invoice',
                index=models.Index(condition=models.Q(('kind', 'invoice'), ('paid_at', None), ('state', 'issued')), fields=['due_on'], name='invoice_due'),
            ), migrations.AddConstraint(
                model_name='invoice',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('owner', 'series', 'serial'), name='one_invoice_per_number'),
            ), migrations.AddConstraint(
                model_name='invoice',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'invoice'), ('state', 'draft')), fields=('agreement',), name='one_draft_per_agreement'),
            ), migrations.AddConstraint(
                model_name='invoice',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('issued_on__isnull', False), ('serial__gt', 0)), _connector='OR'), name='issued_has_a_number'),
            ), migrations.AddConstraint(
                model_name='mailnote',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_mail_note_once'),
            ), migrations.AddConstraint(
                model_name='milestone',
                constraint=models.UniqueConstraint(fields=('agreement', 'code'), name='one_milestone_per_code'),
            ), migrations.AddConstraint(
                model_name='invoiceline',
                constraint=models.UniqueConstraint(fields=('invoice', 'place'), name='one_line_per_place'),
            ), migrations.AddConstraint(
                model_name='invoiceline',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'milestone')), fields=('milestone',), name='milestone_billed_once'),
            ), migrations.AddConstraint(
                model_name='invoiceline',
                constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='line_has_a_quantity'),
            ), migrations.AddConstraint(
                model_name='payment',
                constraint=models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='payment_is_not_nothing'),
            ), migrations.AddConstraint(
                model_name='pricepoint',
                constraint=models.UniqueConstraint(fields=('org', 'service', 'unit'), name='one_price_per_unit'),
            ), migrations.AddConstraint(
                model_name='proposalfile',
                constraint=models.UniqueConstraint(fields=('proposal', 'place'), name='one_file_per_place'),
            ), migrations.AddConstraint(
                model_name='reminder',
                constraint=models.UniqueConstraint(fields=('invoice', 'step'), name='one_reminder_per_step'),
            ), migrations.AddIndex(
                model_name='request',
                index=models.Index(fields=['org', '-made_at'], name='deal_request_newest'),
            ), migrations.AddIndex(
                model_name='request',
                index=models.Index(condition=models.Q(('state', 'open')), fields=['proposals_until'], name='deal_request_to_open'),
            ), migrations.AddConstraint(
                model_name='request',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_deal_request_per_form'),
            ), migrations.AddConstraint(
                model_name='question',
                constraint=models.UniqueConstraint(fields=('request', 'owner', 'text'), name='one_question_once'),
            ), migrations.AddConstraint(
                model_name='proposal',
                constraint=models.UniqueConstraint(fields=('request', 'owner'), name='one_proposal_per_provider'),
            ), migrations.AddConstraint(
                model_name='proposal',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sealed'), _negated=True), ('content', None), _connector='OR'), name='sealed_has_no_content'),
            ), migrations.AddConstraint(
                model_name='ndaclick',
                constraint=models.UniqueConstraint(fields=('request', 'owner'), name='one_nda_per_provider'),
            ), migrations.AddConstraint(
                model_name='invited',
                constraint=models.UniqueConstraint(fields=('request', 'shared_with'), name='one_invitation_per_provider'),
            ), migrations.AddConstraint(
                model_name='requestfile',
                constraint=models.UniqueConstraint(fields=('request', 'file'), name='one_request_file'),
            ), migrations.AddConstraint(
                model_name='satisfaction',
                constraint=models.UniqueConstraint(fields=('delivery_ref', 'number'), name='asked_once_per_parcel'),
            ), migrations.AddConstraint(
                model_name='satisfaction',
                constraint=models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', 10), _connector='OR'), name='score_0_to_10'),
            ), migrations.AddConstraint(
                model_name='sending',
                constraint=models.UniqueConstraint(fields=('campaign', 'contact'), name='one_letter_per_contact'),
            ), migrations.AddConstraint(
                model_name='series',
                constraint=models.UniqueConstraint(fields=('org', 'code'), name='one_series_per_code'),
            ), migrations.AddConstraint(
                model_name='shown',
                constraint=models.UniqueConstraint(fields=('shortlist', 'provider'), name='shown_once_per_deal'),
            ), migrations.AddConstraint(
                model_name='signature',
                constraint=models.UniqueConstraint(condition=models.Q(('void_at', None)), fields=('version', 'side'), name='one_signature_per_side'),
            ), migrations.AddIndex(
                model_name='stagespell',
                index=models.Index(fields=['card', 'entered_at'], name='spells_of_card'),
            ), migrations.AddConstraint(
                model_name='stagespell',
                constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('card',), name='one_open_spell'),
            ), migrations.AddConstraint(
                model_name='stagespell',
                constraint=models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('entered_at')), _connector='OR'), name='left_after_entered'),
            ), migrations.AddIndex(
                model_name='task',
                index=models.Index(condition=models.Q(('done_at', None)), fields=['org', 'due_on'], name='tasks_to_do'),
            ), migrations.AddConstraint(
                model_name='task',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_task_once'),
            ), migrations.AddConstraint(
                model_name='renewal',
                constraint=models.UniqueConstraint(fields=('org', 'agreement_ref', 'ends_on', 'days'), name='one_renewal_mark'),
            ), migrations.AddConstraint(
                model_name='readmark',
                constraint=models.UniqueConstraint(fields=('thread', 'membership'), name='one_mark_per_reader'),
            ), migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['thread', 'id'], name='message_of_thread'),
            )],
        ),
    ]
