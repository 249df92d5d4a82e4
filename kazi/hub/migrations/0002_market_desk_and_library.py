import django.core.validators
import django.db.models.deletion
import kazi.kernel.creating
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_second_factor'),
        ('accounts', '__first__'),
        ('files', '0002_more_uses'),
        ('hub', '0001_initial'),
    ]

    operations = [
        kazi.kernel.creating.CreateTogether(
            operations=[migrations.CreateModel(
                name='OtherIndicator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=80, unique=True)),
                    ('name', models.CharField(blank=True, max_length=300)),
                ],
            ), migrations.CreateModel(
                name='Reader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('language', models.CharField(max_length=10)),
                    ('asked_at', models.DateTimeField(auto_now=True)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='Requirement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=10)),
                    ('section', models.CharField(max_length=200)),
                    ('level', models.CharField(choices=[('minimum', 'Needed'), ('leading', 'Leading practice')], max_length=7)),
                    ('text', models.TextField()),
                    ('evidence', models.TextField()),
                    ('place', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['place'],
                },
            ), migrations.CreateModel(
                name='Application',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'Being written'), ('submitted', 'Waiting for a reviewer'), ('review', 'Being reviewed'), ('asked', 'The reviewer has a question'), ('granted', 'Granted'), ('refused', 'Refused'), ('appealed', 'Appeal to be decided'), ('stopped', 'Withdrawn by the provider')], default='draft', max_length=10)),
                    ('started_at', models.DateTimeField(auto_now_add=True)),
                    ('submitted_at', models.DateTimeField(null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('reason', models.TextField(blank=True)),
                    ('appeal', models.TextField(blank=True)),
                    ('appealed_at', models.DateTimeField(null=True)),
                    ('appeal_reason', models.TextField(blank=True)),
                    ('appeal_decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Article',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('resource', 'Resource'), ('news', 'News')], max_length=10, verbose_name='Where it appears')),
                    ('topic', models.CharField(choices=[('practice', 'Best practice'), ('model', 'Business model'), ('template', 'Template'), ('research', 'Research'), ('story', 'Story'), ('notice', 'Notice')], max_length=10, verbose_name='What it is')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('licence', models.CharField(choices=[('CC-BY-4.0', 'CC BY 4.0'), ('CC-BY-SA-4.0', 'CC BY-SA 4.0'), ('CC0-1.0', 'CC0 1.0'), ('reserved', 'All rights reserved')], default='CC-BY-4.0', max_length=12, verbose_name='Licence')),
                    ('author_name', models.CharField(max_length=200, verbose_name='Author')),
                    ('source_url', models.URLField(blank=True, max_length=300, verbose_name='First published at')),
                    ('is_demo', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='ArticleVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('summary', models.CharField(max_length=300)),
                    ('body', models.TextField()),
                    ('licence', models.CharField(max_length=12)),
                    ('author_name', models.CharField(max_length=200)),
                    ('change', models.CharField(blank=True, max_length=300, verbose_name='What is new')),
                    ('published_at', models.DateTimeField()),
                    ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('ref', models.CharField(max_length=80)),
                    ('title', models.CharField(max_length=200)),
                    ('cause', models.CharField(choices=[('reported', 'Reported by readers'), ('limits', 'Held back by a limit'), ('first', 'First post of a new account'), ('dispute', 'Two parties claim the same profile')], max_length=10)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('kept', 'Stays public'), ('removed', 'Taken off'), ('appealed', 'Appealed'), ('upheld', 'Appeal refused'), ('granted', 'Appeal granted')], default='waiting', max_length=10)),
                    ('reason', models.TextField(blank=True, max_length=2000, verbose_name='Reason')),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('appeal', models.TextField(blank=True, max_length=4000, verbose_name='Appeal')),
                    ('appealed_at', models.DateTimeField(null=True)),
                    ('appeal_reason', models.TextField(blank=True, max_length=2000, verbose_name='Reason')),
                    ('appeal_decided_at', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('opened_at', models.DateTimeField(auto_now_add=True)),
                    ('appeal_decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('application_ref', models.BigIntegerField(unique=True)),
                    ('reviewed_by', models.CharField(max_length=200)),
                    ('decided_by', models.CharField(max_length=200)),
                    ('leading', models.JSONField(default=list)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('credential_id', models.UUIDField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdrawn_because', models.TextField(blank=True)),
                    ('told_days', models.PositiveSmallIntegerField(null=True)),
                    ('lapse_logged_at', models.DateTimeField(null=True)),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('text', models.TextField(max_length=3000)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='hub.article')),
                    ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='Name')),
                    ('role', models.CharField(help_text='For example: operations, Kisumu.', max_length=200, verbose_name='What they do')),
                    ('languages', models.JSONField(blank=True, default=list, verbose_name='Languages they answer in')),
                    ('email', models.EmailField(help_text='Never public. A buyer gets it when you accept an introduction.', max_length=254, verbose_name='Their e-mail address')),
                    ('consented_on', models.DateField(blank=True, help_text='The day this person agreed that their name is shown. Without it they are not shown.', null=True, verbose_name='Agreed to be named on')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='hub.providerprofile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='CountryFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('country', models.CharField(max_length=2)),
                    ('indicator', models.CharField(max_length=80)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('value', models.FloatField()),
                    ('source', models.CharField(max_length=300)),
                    ('licence', models.CharField(blank=True, max_length=200)),
                    ('is_latest', models.BooleanField(default=False)),
                    ('imported_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('country', 'indicator', 'year', 'source'), name='one_figure_per_source_and_year'), models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('country', 'indicator'), name='one_latest_figure')],
                },
            ), migrations.CreateModel(
                name='CountryText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('country', models.CharField(max_length=2)),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('text', models.TextField(blank=True, help_text='Markdown. Name the source of each figure and its date. An empty text is taken off.', max_length=8000, verbose_name='Text')),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
                ],
            ), migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=10, verbose_name='Language')),
                    ('title', models.CharField(max_length=200, verbose_name='Title')),
                    ('summary', models.CharField(max_length=300, verbose_name='In one or two sentences')),
                    ('body', models.TextField(help_text='In Markdown.', max_length=60000, verbose_name='Text')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for a second reader'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                    ('editor_says', models.CharField(blank=True, max_length=1000)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='hub.article')),
                    ('current', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.articleversion')),
                    ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.AddField(
                model_name='articleversion',
                name='edition',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='hub.edition'),
            ), migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('people', 'People employed'), ('impact-people', 'Impact workers: people hired from the groups named above'), ('jobs-to-date', 'Jobs given since the start'), ('impact-share', 'Share of impact workers'), ('women-share', 'Share of women'), ('youth-share', 'Share of people under 25 years'), ('disability-share', 'Share of people with disabilities'), ('living-wage-share', 'Share of people paid a living wage'), ('retention', 'Still employed a year after joining'), ('promoted', 'Team leads who began as workers'), ('training-hours', 'Training for each person in a year'), ('income-change', 'Change of income since joining, the middle person'), ('dependants', "People who live on one worker's income, on average"), ('accuracy', 'Right fields in checked work'), ('on-time', 'Deliveries on time'), ('clients', 'Clients in the last twelve months'), ('repeat-clients', 'Clients who came back'), ('other', 'Another figure')], max_length=20, verbose_name='Figure')),
                    ('label', models.CharField(blank=True, max_length=150, verbose_name='Its name, for another figure')),
                    ('value', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='Value')),
                    ('unit', models.CharField(blank=True, max_length=40, verbose_name='Unit, for another figure')),
                    ('n', models.PositiveIntegerField(blank=True, help_text='People, deliveries or fields that were looked at.', null=True, validators=[django.core.validators.MaxValueValidator(2000000000)], verbose_name='Found from how many')),
                    ('as_of', models.DateField(help_text='The day for which the figure is true.', verbose_name='As of')),
                    ('source', models.CharField(help_text='For example: payroll of June 2026, or annual report 2025.', max_length=300, verbose_name='Source')),
                    ('method', models.CharField(blank=True, help_text='What was counted and what was left out.', max_length=500, verbose_name='How it was found')),
                    ('standing', models.CharField(choices=[('claimed', 'Claimed'), ('attested', 'Attested'), ('verified', 'Verified')], default='claimed', max_length=8)),
                    ('stood_by', models.CharField(blank=True, max_length=400)),
                    ('stood_on', models.DateField(null=True)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='hub.providerprofile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='FigureCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('people', 'People employed'), ('impact-people', 'Impact workers: people hired from the groups named above'), ('jobs-to-date', 'Jobs given since the start'), ('impact-share', 'Share of impact workers'), ('women-share', 'Share of women'), ('youth-share', 'Share of people under 25 years'), ('disability-share', 'Share of people with disabilities'), ('living-wage-share', 'Share of people paid a living wage'), ('retention', 'Still employed a year after joining'), ('promoted', 'Team leads who began as workers'), ('training-hours', 'Training for each person in a year'), ('income-change', 'Change of income since joining, the middle person'), ('dependants', "People who live on one worker's income, on average"), ('accuracy', 'Right fields in checked work'), ('on-time', 'Deliveries on time'), ('clients', 'Clients in the last twelve months'), ('repeat-clients', 'Clients who came back'), ('other', 'Another figure')], max_length=20, verbose_name='Figure')),
                    ('label', models.CharField(blank=True, max_length=150, verbose_name='Its name, for another figure')),
                    ('value', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='Value')),
                    ('unit', models.CharField(blank=True, max_length=40, verbose_name='Unit, for another figure')),
                    ('n', models.PositiveIntegerField(blank=True, help_text='People, deliveries or fields that were looked at.', null=True, validators=[django.core.validators.MaxValueValidator(2000000000)], verbose_name='Found from how many')),
                    ('as_of', models.DateField(help_text='The day for which the figure is true.', verbose_name='As of')),
                    ('source', models.CharField(help_text='For example: payroll of June 2026, or annual report 2025.', max_length=300, verbose_name='Source')),
                    ('method', models.CharField(blank=True, help_text='What was counted and what was left out.', max_length=500, verbose_name='How it was found')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('kind', models.CharField(choices=[('verification', 'Verification by the hub'), ('attestation', 'Attestation by a third person')], max_length=12)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('person_name', models.CharField(blank=True, max_length=200, verbose_name='Name of the person')),
                    ('person_organisation', models.CharField(blank=True, max_length=200, verbose_name='Their organisation')),
                    ('person_email', models.EmailField(blank=True, max_length=254, verbose_name='Their e-mail address')),
                    ('state', models.CharField(choices=[('asked', 'Waiting'), ('confirmed', 'Confirmed'), ('refused', 'Not confirmed'), ('overtaken', 'The figure was changed'), ('taken-back', 'Taken back')], default='asked', max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=1000, verbose_name='What you looked at, or why not')),
                    ('asked_at', models.DateTimeField(auto_now_add=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=400)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='FigureImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255)),
                    ('released', models.CharField(blank=True, max_length=40)),
                    ('imported', models.PositiveIntegerField()),
                    ('corrected', models.PositiveIntegerField()),
                    ('unchanged', models.PositiveIntegerField()),
                    ('refused', models.PositiveIntegerField()),
                    ('made_at', models.DateTimeField()),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='Held',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('ref', models.CharField(max_length=80)),
                    ('since', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'ref'), name='held_once')],
                },
            ), migrations.CreateModel(
                name='Introduction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('contact_name', models.CharField(blank=True, max_length=200)),
                    ('name', models.CharField(max_length=200, verbose_name='Your name')),
                    ('email', models.EmailField(max_length=254, verbose_name='Your e-mail address')),
                    ('organisation', models.CharField(blank=True, max_length=200, verbose_name='Your organisation')),
                    ('message', models.TextField(max_length=4000, verbose_name='Your message')),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Introduced'), ('declined', 'Declined')], default='asked', max_length=8)),
                    ('answer', models.TextField(blank=True, max_length=4000, verbose_name='Your answer')),
                    ('answered_by', models.CharField(blank=True, max_length=200)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('received_at', models.DateTimeField(auto_now_add=True)),
                    ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='hub.contact')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Listing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('website', models.URLField(help_text='Who controls its domain may claim the profile.', max_length=300, verbose_name='Website')),
                    ('source', models.CharField(help_text='Where what is said here was read, such as a report.', max_length=300, verbose_name='Source')),
                    ('source_url', models.URLField(blank=True, max_length=500, verbose_name='Address of the source')),
                    ('source_on', models.DateField(verbose_name='Date of the source')),
                    ('listed_at', models.DateTimeField(auto_now_add=True)),
                    ('claimed_at', models.DateTimeField(null=True)),
                    ('listed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('provider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='LiveChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20)),
                    ('agreed_at', models.DateTimeField(auto_now_add=True)),
                    ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Newsletter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=10, verbose_name='Language')),
                    ('subject', models.CharField(max_length=150, verbose_name='Subject')),
                    ('opening', models.TextField(help_text='Plain text, as in a letter.', max_length=4000, verbose_name='Opening')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('sending', 'On its way'), ('sent', 'Sent')], default='draft', max_length=7)),
                    ('site', models.CharField(blank=True, editable=False, max_length=200)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('articles', models.ManyToManyField(blank=True, related_name='+', to='hub.articleversion')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='ProfileClaim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4)),
                    ('name', models.CharField(max_length=200, verbose_name='Your name')),
                    ('email', models.EmailField(max_length=254, verbose_name='Your e-mail address')),
                    ('way', models.CharField(choices=[('email', "A letter to an address of the website's domain"), ('dns', "A line in the domain's DNS"), ('document', 'A document that a person checks')], max_length=8, verbose_name='How will you show that it is yours?')),
                    ('token', models.CharField(max_length=40)),
                    ('state', models.CharField(choices=[('open', 'Not proved yet'), ('review', 'A person reads the document'), ('won', 'Handed over'), ('lost', 'Somebody else was first'), ('refused', 'Refused')], default='open', max_length=8)),
                    ('document_says', models.TextField(blank=True, max_length=1000, verbose_name='What does the document show?')),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('looked_at', models.DateTimeField(null=True)),
                    ('seen', models.CharField(blank=True, max_length=11)),
                    ('reason', models.TextField(blank=True, max_length=1000, verbose_name='Reason')),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField()),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile')),
                    ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='hub.listing')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='PublicContact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('name', models.CharField(max_length=200, verbose_name='Name')),
                    ('role', models.CharField(help_text='For example: operations, Kisumu.', max_length=200, verbose_name='What they do')),
                    ('languages', models.JSONField(blank=True, default=list, verbose_name='Languages they answer in')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='hub.publicprofile')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='PublicFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('code', models.CharField(choices=[('people', 'People employed'), ('impact-people', 'Impact workers: people hired from the groups named above'), ('jobs-to-date', 'Jobs given since the start'), ('impact-share', 'Share of impact workers'), ('women-share', 'Share of women'), ('youth-share', 'Share of people under 25 years'), ('disability-share', 'Share of people with disabilities'), ('living-wage-share', 'Share of people paid a living wage'), ('retention', 'Still employed a year after joining'), ('promoted', 'Team leads who began as workers'), ('training-hours', 'Training for each person in a year'), ('income-change', 'Change of income since joining, the middle person'), ('dependants', "People who live on one worker's income, on average"), ('accuracy', 'Right fields in checked work'), ('on-time', 'Deliveries on time'), ('clients', 'Clients in the last twelve months'), ('repeat-clients', 'Clients who came back'), ('other', 'Another figure')], max_length=20, verbose_name='Figure')),
                    ('label', models.CharField(blank=True, max_length=150, verbose_name='Its name, for another figure')),
                    ('value', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='Value')),
                    ('unit', models.CharField(blank=True, max_length=40, verbose_name='Unit, for another figure')),
                    ('n', models.PositiveIntegerField(blank=True, help_text='People, deliveries or fields that were looked at.', null=True, validators=[django.core.validators.MaxValueValidator(2000000000)], verbose_name='Found from how many')),
                    ('as_of', models.DateField(help_text='The day for which the figure is true.', verbose_name='As of')),
                    ('source', models.CharField(help_text='For example: payroll of June 2026, or annual report 2025.', max_length=300, verbose_name='Source')),
                    ('method', models.CharField(blank=True, help_text='What was counted and what was left out.', max_length=500, verbose_name='How it was found')),
                    ('standing', models.CharField(choices=[('claimed', 'Claimed'), ('attested', 'Attested'), ('verified', 'Verified')], default='claimed', max_length=8)),
                    ('stood_by', models.CharField(blank=True, max_length=400)),
                    ('stood_on', models.DateField(null=True)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='hub.publicprofile')),
                ],
                options={
                    'ordering': ['ref'],
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='PublicLiveFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20)),
                    ('value', models.DecimalField(decimal_places=1, max_digits=12)),
                    ('low', models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                    ('high', models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                    ('n', models.PositiveBigIntegerField()),
                    ('as_of', models.DateField()),
                    ('shown_since', models.DateField()),
                    ('method', models.CharField(max_length=500)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='live', to='hub.publicprofile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='PublicSite',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('town', models.CharField(max_length=100, verbose_name='Town')),
                    ('country', models.CharField(max_length=2, verbose_name='Country')),
                    ('kind', models.CharField(choices=[('centre', 'At a centre'), ('home', 'From home'), ('both', 'At a centre and from home')], default='centre', max_length=6, verbose_name='How people work there')),
                    ('seats', models.PositiveIntegerField(blank=True, help_text='How many people can work there at the same time.', null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='Seats')),
                    ('since', models.PositiveSmallIntegerField(blank=True, help_text='The year, such as 2016.', null=True, validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='Since')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='hub.publicprofile')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='PublicStory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('title', models.CharField(max_length=150, verbose_name='Title')),
                    ('text', models.TextField(max_length=6000, verbose_name='The story')),
                    ('whose', models.CharField(help_text='As they want to be called here: a first name or an invented one is enough.', max_length=150, verbose_name='Whose story it is')),
                    ('picture_says', models.CharField(blank=True, help_text='One sentence for people who cannot see it.', max_length=250, verbose_name='What the picture shows')),
                    ('consented_on', models.DateField(verbose_name='Agreed on')),
                    ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='hub.publicprofile')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='PublicSupport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ref', models.PositiveBigIntegerField()),
                    ('who', models.CharField(max_length=200, verbose_name='Who supports you')),
                    ('kind', models.CharField(choices=[('interim', 'Interim support: lives partly from donors until its work carries it'), ('grant', 'A grant'), ('loan', "A loan at better terms than a bank's"), ('training', 'Training or advice'), ('sales', 'Help with sales'), ('place', 'Rooms or equipment')], default='grant', max_length=10, verbose_name='With what')),
                    ('began_on', models.DateField(verbose_name='From')),
                    ('ended_on', models.DateField(blank=True, help_text='Empty while it goes on.', null=True, verbose_name='Until')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='What it is for')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='hub.publicprofile')),
                ],
                options={
                    'ordering': ['-began_on', 'ref'],
                },
            ), migrations.CreateModel(
                name='PublishedReference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('deal_ref', models.CharField(max_length=64, unique=True)),
                    ('client_name', models.CharField(blank=True, max_length=200)),
                    ('client_country', models.CharField(blank=True, max_length=2)),
                    ('consented_at', models.DateTimeField()),
                    ('service', models.CharField(max_length=20)),
                    ('began_on', models.DateField()),
                    ('ended_on', models.DateField()),
                    ('units', models.PositiveBigIntegerField()),
                    ('unit', models.CharField(max_length=40)),
                    ('accuracy', models.DecimalField(decimal_places=3, max_digits=4, null=True)),
                    ('rating', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                    ('words', models.TextField(blank=True, max_length=2000)),
                    ('reply', models.TextField(blank=True, max_length=2000, verbose_name='Your reply')),
                    ('replied_at', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('published_at', models.DateTimeField(auto_now_add=True)),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['-ended_on', 'pk'],
                },
            ), migrations.CreateModel(
                name='NewsletterCopy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('newsletter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='hub.newsletter')),
                    ('reader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='hub.reader')),
                ],
                options={
                    'verbose_name_plural': 'newsletter copies',
                },
            ), migrations.CreateModel(
                name='Reply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('text', models.TextField(max_length=3000)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'replies',
                },
            ), migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4)),
                    ('why', models.CharField(choices=[('false', 'It is not true'), ('spam', 'It is advertising or a trick'), ('harm', 'It harms or insults people'), ('private', 'It shows something private'), ('rights', 'It uses my words or pictures'), ('other', 'Something else')], max_length=10, verbose_name='What is wrong?')),
                    ('text', models.TextField(blank=True, max_length=2000, verbose_name='Tell us more')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='Your e-mail address, if we may ask you')),
                    ('received_at', models.DateTimeField(auto_now_add=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='hub.case')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='ReviewQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000)),
                    ('asked_at', models.DateTimeField(auto_now_add=True)),
                    ('answer', models.TextField(blank=True, max_length=4000)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='hub.application')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='SavedSearch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, verbose_name='Your e-mail address')),
                    ('words', models.CharField(blank=True, max_length=200)),
                    ('filters', models.JSONField(blank=True, default=dict)),
                    ('digest', models.CharField(max_length=64)),
                    ('rhythm', models.CharField(choices=[('day', 'Every day'), ('week', 'Every week')], default='week', max_length=4, verbose_name='How often')),
                    ('language', models.CharField(max_length=10)),
                    ('site', models.CharField(max_length=200)),
                    ('made_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_until', models.DateTimeField()),
                    ('due_at', models.DateTimeField(blank=True, null=True)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='SelfAssessment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('says', models.CharField(choices=[('met', 'We meet it'), ('not_met', 'We do not meet it yet'), ('not_for_us', 'It does not concern us')], max_length=10, verbose_name='What do you say?')),
                    ('words', models.TextField(blank=True, max_length=3000, verbose_name='How, in a few sentences')),
                    ('found', models.CharField(blank=True, choices=[('accepted', 'The evidence shows it'), ('insufficient', 'The evidence does not show it')], max_length=12, verbose_name='What did you find?')),
                    ('note', models.TextField(blank=True, max_length=2000, verbose_name='Note to the provider')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='hub.application')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.requirement')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('name', models.CharField(max_length=200, verbose_name='What is it?')),
                    ('dated', models.DateField(verbose_name='Date on it')),
                    ('link', models.URLField(blank=True, max_length=500, verbose_name='Address, if it is on the web')),
                    ('added_at', models.DateTimeField(auto_now_add=True)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='hub.selfassessment')),
                ],
                options={
                    'verbose_name_plural': 'evidence',
                },
            ), migrations.CreateModel(
                name='Site',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('town', models.CharField(max_length=100, verbose_name='Town')),
                    ('country', models.CharField(max_length=2, verbose_name='Country')),
                    ('kind', models.CharField(choices=[('centre', 'At a centre'), ('home', 'From home'), ('both', 'At a centre and from home')], default='centre', max_length=6, verbose_name='How people work there')),
                    ('seats', models.PositiveIntegerField(blank=True, help_text='How many people can work there at the same time.', null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='Seats')),
                    ('since', models.PositiveSmallIntegerField(blank=True, help_text='The year, such as 2016.', null=True, validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='Since')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='hub.providerprofile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='Standard',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=60)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('about', models.TextField()),
                    ('like', models.JSONField(default=list)),
                    ('months_valid', models.PositiveSmallIntegerField()),
                    ('in_force_since', models.DateTimeField()),
                    ('retired_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('slug', 'version'), name='one_standard_of_a_version')],
                },
            ), migrations.AddField(
                model_name='requirement',
                name='standard',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='hub.standard'),
            ), migrations.CreateModel(
                name='CertificateEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('what', models.CharField(choices=[('granted', 'granted'), ('lapsed', 'ran out'), ('withdrawn', 'withdrawn'), ('upheld', 'granted on appeal'), ('restored', 'given back on appeal'), ('stays', 'appeal refused, stays withdrawn'), ('version', 'new version of the standard')], max_length=10)),
                    ('by', models.CharField(blank=True, max_length=200)),
                    ('reason', models.TextField(blank=True)),
                    ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='log', to='hub.certificate')),
                    ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.standard')),
                ],
                options={
                    'verbose_name_plural': 'certificate entries',
                    'ordering': ['-at', '-pk'],
                },
            ), migrations.AddField(
                model_name='certificate',
                name='standard',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.standard'),
            ), migrations.AddField(
                model_name='application',
                name='standard',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.standard'),
            ), migrations.CreateModel(
                name='StatisticsRelease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_of', models.DateField()),
                    ('is_demo', models.BooleanField(default=False)),
                    ('method', models.PositiveSmallIntegerField()),
                    ('figures', models.JSONField()),
                    ('published_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('as_of', 'is_demo'), name='one_release_per_day')],
                },
            ), migrations.CreateModel(
                name='Story',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=150, verbose_name='Title')),
                    ('text', models.TextField(max_length=6000, verbose_name='The story')),
                    ('whose', models.CharField(help_text='As they want to be called here: a first name or an invented one is enough.', max_length=150, verbose_name='Whose story it is')),
                    ('picture_says', models.CharField(blank=True, help_text='One sentence for people who cannot see it.', max_length=250, verbose_name='What the picture shows')),
                    ('consented_on', models.DateField(verbose_name='Agreed on')),
                    ('consent_by', models.CharField(help_text='The full name; kept here, never shown. For a child, a parent agrees.', max_length=200, verbose_name='Who agreed')),
                    ('consent_purpose', models.CharField(help_text='For example: that the story and the picture are shown on the public hub.', max_length=300, verbose_name='What they agreed to')),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='hub.providerprofile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='Support',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('who', models.CharField(max_length=200, verbose_name='Who supports you')),
                    ('kind', models.CharField(choices=[('interim', 'Interim support: lives partly from donors until its work carries it'), ('grant', 'A grant'), ('loan', "A loan at better terms than a bank's"), ('training', 'Training or advice'), ('sales', 'Help with sales'), ('place', 'Rooms or equipment')], default='grant', max_length=10, verbose_name='With what')),
                    ('began_on', models.DateField(verbose_name='From')),
                    ('ended_on', models.DateField(blank=True, help_text='Empty while it goes on.', null=True, verbose_name='Until')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='What it is for')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='hub.providerprofile')),
                ],
                options={
                    'ordering': ['-began_on', 'pk'],
                },
            ), migrations.CreateModel(
                name='Topic',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('once', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('text', models.TextField(max_length=3000)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('title', models.CharField(max_length=200)),
                    ('last_at', models.DateTimeField(auto_now_add=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('solved_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='hub.reply')),
                ],
            ), migrations.AddField(
                model_name='reply',
                name='topic',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='hub.topic'),
            ), migrations.CreateModel(
                name='WithdrawalAppeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('withdrawn_at', models.DateTimeField()),
                    ('text', models.TextField(max_length=4000)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('is_right', models.BooleanField(null=True)),
                    ('reason', models.TextField(blank=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='hub.certificate')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
            ), migrations.CreateModel(
                name='Advocate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('foundation', 'Foundation or donor'), ('network', 'Network or association'), ('research', 'Research'), ('government', 'Government or agency')], max_length=10, verbose_name='Kind')),
                    ('name', models.CharField(max_length=200, verbose_name='Name')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('about', models.TextField(max_length=3000, verbose_name='Who they are')),
                    ('funds', models.TextField(blank=True, help_text='For example: training of first-time workers, up to 50,000 dollars a centre.', max_length=2000, verbose_name='What they fund')),
                    ('offers', models.TextField(blank=True, help_text='For example: introductions to buyers, research, advice on labour law.', max_length=2000, verbose_name='What they offer')),
                    ('countries', models.JSONField(blank=True, default=list, verbose_name='Countries')),
                    ('website', models.URLField(blank=True, max_length=300, verbose_name='Website')),
                    ('contact', models.CharField(blank=True, help_text='A name and an address, shown to everybody.', max_length=300, verbose_name='How to reach them')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Source')),
                    ('source_url', models.URLField(blank=True, max_length=500, verbose_name='Address of the source')),
                    ('source_on', models.DateField(blank=True, null=True, verbose_name='Date of the source')),
                    ('is_public', models.BooleanField(default=True, verbose_name='Shown to everybody')),
                    ('is_demo', models.BooleanField(default=False, editable=False)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('organisation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'name'], name='advocate_by_kind')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('organisation__isnull', False), models.Q(models.Q(('source', ''), _negated=True), ('source_on__isnull', False)), _connector='OR'), name='advocate_speaks_or_is_sourced')],
                },
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(fields=['org', 'state', 'opened_at'], name='case_oldest'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'appealed'])), fields=('org', 'kind', 'ref'), name='one_open_case'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('appeal_decided_by__isnull', True), models.Q(('appeal_decided_by', models.F('decided_by')), _negated=True), _connector='OR'), name='appeal_by_another_person'),
            ), migrations.AddIndex(
                model_name='comment',
                index=models.Index(fields=['article', 'at'], name='comment_in_order'),
            ), migrations.AddConstraint(
                model_name='countrytext',
                constraint=models.UniqueConstraint(fields=('country', 'language'), name='one_text_per_country_and_language'),
            ), migrations.AddConstraint(
                model_name='edition',
                constraint=models.UniqueConstraint(fields=('article', 'language'), name='one_edition_for_each_language'),
            ), migrations.AddConstraint(
                model_name='articleversion',
                constraint=models.UniqueConstraint(fields=('edition', 'number'), name='one_article_version_of_a_number'),
            ), migrations.AddConstraint(
                model_name='figure',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'claimed'), ('stood_by', ''), ('stood_on', None)), models.Q(models.Q(('standing', 'claimed'), _negated=True), models.Q(('stood_by', ''), _negated=True), ('stood_on__isnull', False)), _connector='OR'), name='nobody_stands_behind_a_claim'),
            ), migrations.AddIndex(
                model_name='figurecheck',
                index=models.Index(fields=['shared_with', 'state', 'asked_at'], name='check_at_desk'),
            ), migrations.AddConstraint(
                model_name='figurecheck',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('owner', 'ref', 'kind'), name='one_open_check'),
            ), migrations.AddIndex(
                model_name='introduction',
                index=models.Index(fields=['owner', 'state', 'received_at'], name='introduction_of_provider'),
            ), migrations.AddIndex(
                model_name='introduction',
                index=models.Index(fields=['shared_with', 'state', 'received_at'], name='introduction_at_desk'),
            ), migrations.AddConstraint(
                model_name='livechoice',
                constraint=models.UniqueConstraint(fields=('org', 'code'), name='agreed_once'),
            ), migrations.AddIndex(
                model_name='profileclaim',
                index=models.Index(fields=['org', 'state', 'made_at'], name='claim_oldest'),
            ), migrations.AddConstraint(
                model_name='profileclaim',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_claim_per_form'),
            ), migrations.AddConstraint(
                model_name='profileclaim',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'won')), fields=('listing',), name='one_claim_wins'),
            ), migrations.AddConstraint(
                model_name='publicfigure',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'claimed'), ('stood_by', ''), ('stood_on', None)), models.Q(models.Q(('standing', 'claimed'), _negated=True), models.Q(('stood_by', ''), _negated=True), ('stood_on__isnull', False)), _connector='OR'), name='nobody_stands_behind_a_public_claim'),
            ), migrations.AddConstraint(
                model_name='publiclivefigure',
                constraint=models.UniqueConstraint(fields=('profile', 'code'), name='one_live_figure'),
            ), migrations.AddIndex(
                model_name='publishedreference',
                index=models.Index(fields=['provider', '-ended_on'], name='reference_newest'),
            ), migrations.AddConstraint(
                model_name='publishedreference',
                constraint=models.CheckConstraint(condition=models.Q(('deal_ref', ''), _negated=True), name='a_reference_has_a_deal'),
            ), migrations.AddConstraint(
                model_name='publishedreference',
                constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('began_on'))), name='reference_ends_after_it_began'),
            ), migrations.AddConstraint(
                model_name='publishedreference',
                constraint=models.CheckConstraint(condition=models.Q(('rating', None), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='rating_of_one_to_five'),
            ), migrations.AddConstraint(
                model_name='publishedreference',
                constraint=models.CheckConstraint(condition=models.Q(('accuracy', None), models.Q(('accuracy__gte', 0), ('accuracy__lte', 1)), _connector='OR'), name='accuracy_is_a_share'),
            ), migrations.AddConstraint(
                model_name='newslettercopy',
                constraint=models.UniqueConstraint(fields=('newsletter', 'reader'), name='one_copy_for_each_reader'),
            ), migrations.AddConstraint(
                model_name='report',
                constraint=models.UniqueConstraint(fields=('org', 'once'), name='one_report_per_form'),
            ), migrations.AddIndex(
                model_name='savedsearch',
                index=models.Index(fields=['due_at'], name='saved_search_due'),
            ), migrations.AddConstraint(
                model_name='savedsearch',
                constraint=models.UniqueConstraint(fields=('email', 'digest'), name='one_letter_for_one_search'),
            ), migrations.AddConstraint(
                model_name='selfassessment',
                constraint=models.UniqueConstraint(fields=('application', 'requirement'), name='one_self_assessment'),
            ), migrations.AddConstraint(
                model_name='evidence',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('link', ''), _negated=True), ('file__isnull', False), _connector='OR'), name='evidence_is_a_file_or_a_link'),
            ), migrations.AddConstraint(
                model_name='requirement',
                constraint=models.UniqueConstraint(fields=('standard', 'code'), name='one_requirement_of_a_code'),
            ), migrations.AddIndex(
                model_name='certificate',
                index=models.Index(fields=['provider', '-starts_on'], name='certificate_of_provider'),
            ), migrations.AddConstraint(
                model_name='application',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'review', 'asked', 'appealed'])), fields=('owner', 'standard'), name='one_open_application'),
            ), migrations.AddConstraint(
                model_name='story',
                constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('picture', None), _connector='OR'), name='no_picture_after_withdrawal'),
            ), migrations.AddConstraint(
                model_name='support',
                constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('began_on')), _connector='OR'), name='support_ends_after_it_began'),
            ), migrations.AddIndex(
                model_name='topic',
                index=models.Index(fields=['-last_at'], name='topic_latest'),
            ), migrations.AddIndex(
                model_name='reply',
                index=models.Index(fields=['topic', 'at'], name='reply_in_order'),
            ), migrations.AddConstraint(
                model_name='withdrawalappeal',
                constraint=models.UniqueConstraint(fields=('certificate', 'withdrawn_at'), name='one_appeal_for_each_withdrawal'),
            )],
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='archetype',
            field=models.CharField(blank=True, choices=[('issp', 'We are an impact sourcing provider: people hired for impact do most of the work'), ('bpo_direct', 'We are a larger company that hires some of its people for impact'), ('subcontract', 'We take work and pass parts of it on to impact sourcing providers')], max_length=12, verbose_name='What kind of company you are'),
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='founded',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The year, such as 2016.', null=True, validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='Working since'),
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='groups',
            field=models.JSONField(blank=True, default=list, verbose_name='Who gets a first chance with you'),
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='security',
            field=models.JSONField(blank=True, default=list, verbose_name="How you keep clients' data safe"),
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='stage',
            field=models.CharField(blank=True, choices=[('starting', 'Starting: the first clients, the first team'), ('growing', 'Growing: several clients, teams led by people who began here'), ('established', 'Established: lives from its work, year after year'), ('scaling', 'Scaling: several sites or countries')], max_length=12, verbose_name='How far you have come'),
        ),
        migrations.AddField(
            model_name='providerprofile',
            name='website',
            field=models.URLField(blank=True, max_length=300, verbose_name='Website'),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='archetype',
            field=models.CharField(blank=True, choices=[('issp', 'We are an impact sourcing provider: people hired for impact do most of the work'), ('bpo_direct', 'We are a larger company that hires some of its people for impact'), ('subcontract', 'We take work and pass parts of it on to impact sourcing providers')], max_length=12, verbose_name='What kind of company you are'),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='edition',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='founded',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The year, such as 2016.', null=True, validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='Working since'),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='groups',
            field=models.JSONField(blank=True, default=list, verbose_name='Who gets a first chance with you'),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='security',
            field=models.JSONField(blank=True, default=list, verbose_name="How you keep clients' data safe"),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='stage',
            field=models.CharField(blank=True, choices=[('starting', 'Starting: the first clients, the first team'), ('growing', 'Growing: several clients, teams led by people who began here'), ('established', 'Established: lives from its work, year after year'), ('scaling', 'Scaling: several sites or countries')], max_length=12, verbose_name='How far you have come'),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='website',
            field=models.URLField(blank=True, max_length=300, verbose_name='Website'),
        ),
        migrations.AlterField(
            model_name='providerprofile',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='People who can work at the same time'),
        ),
        migrations.AlterField(
            model_name='providerprofile',
            name='contact_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='Contact person'),
        ),
        migrations.AlterField(
            model_name='publicprofile',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='People who can work at the same time'),
        ),
        migrations.AlterField(
            model_name='publicprofile',
            name='contact_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='Contact person'),
        ),
    ]
